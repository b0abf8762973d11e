using System.Net;
using EventEdge.Hosting.Access;
using Microsoft.Extensions.Time.Testing;

namespace EventEdge.Hosting.Tests.Access;

public sealed class LoginBackoffTests
{
    private static readonly IPAddress Here = IPAddress.Parse("192.0.2.1");
    private static readonly IPAddress There = IPAddress.Parse("192.0.2.2");

    private readonly FakeTimeProvider _time = new();
    private readonly LoginBackoff _backoff;

    public LoginBackoffTests() => _backoff = new(_time);

    [Fact]
    public void A_few_mistakes_cost_nothing_and_then_pauses_double_up_to_the_limit()
    {
        Fail(LoginBackoff.FreeFailures - 1);
        Assert.False(_backoff.Holds(Here));
        foreach (var seconds in new[] { 1, 2, 4, 8, 16, 32, 64, 128, 256, 300, 300 })
        {
            Fail(1);
            _time.Advance(TimeSpan.FromSeconds(seconds) - TimeSpan.FromTicks(1));
            Assert.True(_backoff.Holds(Here));
            _time.Advance(TimeSpan.FromTicks(1));
            Assert.False(_backoff.Holds(Here));
            if (seconds == 300) return;
        }
    }

    [Fact]
    public void The_user_is_guarded_from_wherever_the_guesses_come()
    {
        for (var n = 0; n < LoginBackoff.FreeFailures; n++) _backoff.Failed(IPAddress.Parse($"192.0.2.{n + 10}"), "anna");
        Assert.True(_backoff.Holds("anna"));
        Assert.False(_backoff.Holds("bob"));
        Assert.False(_backoff.Holds(There));
    }

    [Fact]
    public void Who_has_been_in_from_a_place_is_not_kept_out_by_guesses_from_elsewhere_or_at_others()
    {
        _backoff.Succeeded(Here, "anna");
        for (var n = 0; n < LoginBackoff.FreeFailures; n++) _backoff.Failed(There, "anna");
        for (var n = 0; n < LoginBackoff.FreeFailures; n++) _backoff.Failed(Here, "bob");
        Assert.True(_backoff.Holds("anna"));
        Assert.True(_backoff.Holds(Here));
        Assert.True(_backoff.IsFamiliar(Here, "anna"));
        Assert.False(_backoff.IsFamiliar(There, "anna"));
        Assert.False(_backoff.IsFamiliar(Here, "bob"));
    }

    [Fact]
    public void Guesses_from_the_users_own_place_are_slow_too()
    {
        _backoff.Succeeded(Here, "anna");
        for (var n = 0; n < LoginBackoff.FreeFailures; n++) _backoff.FailedFamiliar(Here, "anna");
        Assert.False(_backoff.IsFamiliar(Here, "anna"));
        _time.Advance(LoginBackoff.FirstPause);
        Assert.True(_backoff.IsFamiliar(Here, "anna"));
    }

    [Fact]
    public void Success_forgives()
    {
        Fail(LoginBackoff.FreeFailures + 3);
        Assert.True(_backoff.Holds(Here));
        _backoff.Succeeded(Here, "anna");
        Assert.False(_backoff.Holds(Here));
    }

    [Fact]
    public void Addresses_of_one_ipv6_customer_count_together()
    {
        for (var n = 0; n < LoginBackoff.FreeFailures; n++) _backoff.Failed(IPAddress.Parse($"2001:db8::{n + 1:x}"), null);
        Assert.True(_backoff.Holds(IPAddress.Parse("2001:db8::ffff:1")));
        Assert.False(_backoff.Holds(IPAddress.Parse("2001:db8:0:1::1")));
    }

    private void Fail(int times)
    {
        for (var n = 0; n < times; n++) _backoff.Failed(Here, "anna");
    }
}
