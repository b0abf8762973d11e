using System.Net;
using EventEdge.Hosting.Http;
using Microsoft.Extensions.Time.Testing;

namespace EventEdge.Hosting.Tests.Http;

/// <summary>A token bucket for each address, in virtual time.</summary>
public sealed class RequestBudgetTests
{
    private readonly FakeTimeProvider _time = new();
    private readonly IPAddress _one = IPAddress.Parse("192.0.2.1");
    private readonly IPAddress _other = IPAddress.Parse("2001:db8::1");

    [Fact]
    public void An_address_may_ask_for_its_burst_and_then_for_its_rate()
    {
        var budget = new RequestBudget(perSecond: 10, burst: 50, memoryLimit: 100, _time);
        Assert.Equal(50, Taken(budget, _one, tries: 80));
        Assert.Equal(50, Taken(budget, _other, tries: 80));
        _time.Advance(TimeSpan.FromSeconds(2));
        Assert.Equal(20, Taken(budget, _one, tries: 80));
        _time.Advance(TimeSpan.FromHours(1));
        Assert.Equal(50, Taken(budget, _one, tries: 80));
    }

    [Fact]
    public void What_is_refused_costs_nothing()
    {
        var budget = new RequestBudget(perSecond: 1, burst: 1, memoryLimit: 100, _time);
        Assert.Equal(1, Taken(budget, _one, tries: 1000));
        _time.Advance(TimeSpan.FromSeconds(1));
        Assert.True(budget.TryTake(_one));
    }

    [Fact]
    public void Where_no_more_addresses_are_remembered_the_one_that_asked_least_is_forgotten()
    {
        var budget = new RequestBudget(perSecond: 1, burst: 3, memoryLimit: 2, _time);
        Assert.Equal(3, Taken(budget, _one, tries: 10));
        Assert.True(budget.TryTake(_other));
        Assert.True(budget.TryTake(IPAddress.Loopback));
        Assert.False(budget.TryTake(_one));
    }

    [Fact]
    public void Addresses_of_one_IPv6_network_share_a_budget()
    {
        var budget = new RequestBudget(perSecond: 1, burst: 2, memoryLimit: 100, _time);
        Assert.True(budget.TryTake(_other));
        Assert.True(budget.TryTake(IPAddress.Parse("2001:db8::ffff")));
        Assert.False(budget.TryTake(IPAddress.Parse("2001:db8::1234")));
        Assert.True(budget.TryTake(IPAddress.Parse("2001:db8:0:1::1")));
    }

    private static int Taken(RequestBudget budget, IPAddress address, int tries) =>
        Enumerable.Range(0, tries).Count(_ => budget.TryTake(address));
}
