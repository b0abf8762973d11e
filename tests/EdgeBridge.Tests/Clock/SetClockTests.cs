using EventEdge.EdgeBridge.Mqtt.External.Loops;
using System.Net;
using System.Text;
using EventEdge.EdgeBridge.Mqtt;
using EventEdge.EdgeBridge.Mqtt.Retained;
using EventEdge.EdgeBridge.Mqtt.Sessions;
using EventEdge.EdgeBridge.Requests;
using EventEdge.EdgeBridge.Security;
using EventEdge.EdgeBridge.Tests.Mqtt.Sessions;
using EventEdge.Hosting.Access;
using EventEdge.Tests.Support;
using Microsoft.Extensions.Logging.Abstractions;

namespace EventEdge.EdgeBridge.Tests.Clock;

/// <summary>A clock that is set ends nothing and prolongs nothing that is measured by the time that passes.</summary>
public sealed class SetClockTests : IDisposable
{
    private static readonly DateTimeOffset Noon = new(2026, 3, 1, 12, 0, 0, TimeSpan.Zero);
    private static readonly TimeSpan Year = TimeSpan.FromDays(365);
    private static readonly IPAddress Here = IPAddress.Parse("192.0.2.1");

    private readonly MachineClock _machine = new(Noon);
    private readonly TempDirectory _files = new();

    public static TheoryData<int> Directions => [1, -1];

    public void Dispose() => _files.Dispose();

    [Theory]
    [MemberData(nameof(Directions))]
    public async Task A_retained_value_expires_by_the_time_that_passes_in_memory_and_on_disk(int direction)
    {
        await using (var store = OpenRetained())
        {
            Assert.True(await KeepAsync(store, "a", 100));
            _machine.Wrong = direction * Year;
            Assert.True(await KeepAsync(store, "b", 0));
            store.RemoveExpired();
            Pass(60);
        }

        _machine.Wrong = TimeSpan.Zero;
        await using (var next = OpenRetained()) Assert.Equal(["a", "b"], Topics(next));
        Pass(41);
        await using (var last = OpenRetained()) Assert.Equal(["b"], Topics(last));
        using var file = RetainedFile.Open(_files.File("retained.db"));
        Assert.Equal(["b"], file.Read().Select(one => one.Topic));
    }

    [Fact]
    public async Task A_retained_value_saved_before_the_clock_was_set_keeps_what_was_left_of_its_time()
    {
        _machine.Wrong = MachineClock.Unset - Noon;
        await using (var store = OpenRetained()) Assert.True(await KeepAsync(store, "a", 100));
        _machine.Wrong = TimeSpan.Zero;
        await using var next = OpenRetained();
        Assert.Equal(100u, next.Messages.Find("a")!.ExpirySeconds);
    }

    [Fact]
    public async Task A_value_saved_while_the_clock_was_ahead_does_not_outlive_its_time_by_that()
    {
        _machine.Wrong = Year;
        await using (var store = OpenRetained()) Assert.True(await KeepAsync(store, "a", 100));
        _machine.Wrong = TimeSpan.Zero;
        await using var next = OpenRetained();
        Assert.Equal(100u, next.Messages.Find("a")!.ExpirySeconds);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void A_session_that_was_left_at_another_time_of_the_clock_is_still_there(bool wasUnset)
    {
        _machine.Wrong = wasUnset ? MachineClock.Unset - Noon : Year;
        var session = SubscriptionTreeTests.NewSession("away");
        session.Expiry = TimeSpan.FromMinutes(10);
        session.AwaySince = _machine.GetTimestamp();
        Pass(240);
        using (var store = OpenSessions())
        {
            store.Load();
            store.KeepAll([session]);
        }

        _machine.Wrong = TimeSpan.Zero;
        using var next = OpenSessions();
        Assert.Equal(TimeSpan.FromMinutes(4), Assert.Single(next.Load()).AwayFor(_machine.GetUtcNow()));
    }

    [Theory]
    [MemberData(nameof(Directions))]
    public void Pauses_after_wrong_passwords_are_neither_over_nor_for_ever(int direction)
    {
        var backoff = new LoginBackoff(_machine);
        for (var n = 0; n < LoginBackoff.FreeFailures; n++) backoff.Failed(Here, "anna");
        _machine.Wrong = direction * Year;
        Assert.True(backoff.Holds(Here));
        Pass(2);
        Assert.False(backoff.Holds(Here));
    }

    [Theory]
    [MemberData(nameof(Directions))]
    public void A_client_id_stays_its_users_for_its_time(int direction)
    {
        var claims = new ClientIdReservations(_machine, TimeSpan.FromHours(1));
        Assert.True(claims.TryTake("c", "anna", stays: true));
        claims.Release("c");
        _machine.Wrong = direction * Year;
        Assert.False(claims.TryTake("c", "bob", stays: true));
        Pass(3600);
        Assert.True(claims.TryTake("c", "bob", stays: true));
    }

    [Theory]
    [MemberData(nameof(Directions))]
    public void The_audit_log_counts_a_minute_by_what_passes(int direction)
    {
        var budget = new AuditBudget(_machine);
        for (var n = 0; n <= AuditBudget.SameLimit; n++) Assert.Equal(n < AuditBudget.SameLimit, Take());
        _machine.Wrong = direction * Year;
        Assert.False(Take());
        Pass(60);
        Assert.True(Take());

        bool Take() =>
            budget.Take(new() { Event = AuditEvent.Connect, At = _machine.GetUtcNow(), User = "anna", Reason = "bad credentials" }, out _);
    }

    [Theory]
    [MemberData(nameof(Directions))]
    public void What_we_published_ourselves_is_recognised_for_its_time(int direction)
    {
        var own = new OwnMessages(_machine);
        own.Expect("a", "1"u8);
        own.Expect("a", "1"u8);
        _machine.Wrong = direction * Year;
        Assert.True(own.Recognise("a", "1"u8));
        Pass(OwnMessages.Memory.TotalSeconds);
        Assert.False(own.Recognise("a", "1"u8));
    }

    [Theory]
    [MemberData(nameof(Directions))]
    public void What_came_to_a_binding_counts_for_its_time(int direction)
    {
        var hops = new HopLevels(8, _machine);
        hops.Use([new TopicSubscription("a", 1, "b")]);
        Assert.Null(hops.Refuse("a", 3));
        _machine.Wrong = direction * Year;
        Assert.Equal(4, hops.Next("b"));
        Pass(HopLevels.Memory.TotalSeconds);
        Assert.Equal(1, hops.Next("b"));
    }

    [Theory]
    [MemberData(nameof(Directions))]
    public void An_answer_waits_for_whoever_fetches_it_for_its_time(int direction)
    {
        var desk = new PendingRequests(_machine);
        Assert.True(desk.TryKeep("1"));
        _machine.Wrong = direction * Year;
        Assert.True(desk.TryFind("1", out _));
        Pass(PendingRequests.PendingFor.TotalSeconds);
        Assert.False(desk.TryFind("1", out _));
    }

    private void Pass(double seconds) => _machine.Advance(TimeSpan.FromSeconds(seconds));

    private RetainedStore OpenRetained()
    {
        var store = new RetainedStore(new() { Node = "n1", RetainedFile = _files.File("retained.db") }, _machine, NullLogger.Instance);
        store.Load();
        return store;
    }

    private SessionStore OpenSessions() => new(_files.File("sessions.db"), _machine, NullLogger.Instance);

    private Task<bool> KeepAsync(RetainedStore store, string topic, uint expiry)
    {
        var message = new RoutedMessage(
            topic, Encoding.UTF8.GetBytes("1"), 1, _machine.GetTimestamp())
        { Retain = true, ExpirySeconds = expiry };
        lock (store.Messages.Gate) return store.Keep(message);
    }

    private static List<string> Topics(RetainedStore store)
    {
        List<string> topics = [];
        lock (store.Messages.Gate)
        {
            store.Messages.Read("#", string.Empty, one =>
            {
                topics.Add(one.Topic);
                return true;
            });
        }

        return topics;
    }
}
