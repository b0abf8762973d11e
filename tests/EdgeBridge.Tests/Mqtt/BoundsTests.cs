using EventEdge.EdgeBridge.Mqtt.External.Loops;
using System.Net;
using System.Text;
using EventEdge.Contracts.Texts;
using EventEdge.EdgeBridge.Mqtt;
using EventEdge.EdgeBridge.Mqtt.Clients;
using EventEdge.EdgeBridge.Mqtt.Connections;
using EventEdge.EdgeBridge.Mqtt.External.Subscriptions;
using EventEdge.EdgeBridge.Mqtt.Packets;
using EventEdge.EdgeBridge.Mqtt.Retained;
using EventEdge.EdgeBridge.Mqtt.Sessions;
using EventEdge.EdgeBridge.Retransmissions;
using EventEdge.EdgeBridge.Security;
using EventEdge.Hosting.Access;
using Microsoft.Extensions.Time.Testing;

namespace EventEdge.EdgeBridge.Tests.Mqtt;

/// <summary>
/// Every bound at its limit, one beyond it and a hundred times beyond it: what is held grows to the limit and no further.
/// </summary>
public sealed class BoundsTests
{
    private static readonly Dictionary<string, (int Limit, Func<int, long> Held)> Counted = new()
    {
        ["topic aliases a client gives"] = (
            InboundAliases.Limit, n => Taken(n, new InboundAliases(), (aliases, i) => aliases.Resolve((ushort)(i + 1), Name(i)))),
        ["kibibytes of topics they stand for"] = (
            InboundAliases.BytesLimit / 1024, n =>
                Taken(n, new InboundAliases(), (aliases, i) => aliases.Resolve((ushort)((i % 64) + 1), new byte[1024 * ((i / 64) + 1)]))),
        ["topic aliases a client is given"] = (64, n => Aliased(ushort.MaxValue, n)),
        ["topic aliases of a client that takes three"] = (3, n => Aliased(3, n)),
        ["connections from an IPv4 address"] = (5, n => Seated(n, i => new IPAddress([192, 0, 2, 1]))),
        ["connections from an IPv6 network of 64 bits"] = (5, n => Seated(n, i => IPAddress.Parse($"2001:db8:0:7::{i:x}"))),
        ["connections in all"] = (20, n => Seated(n, i => IPAddress.Parse($"2001:db8:0:{i:x}::1"))),
        ["attempts to log in from an IPv4 address"] = (LoginBackoff.FreeFailures, n => Guessed(n, _ => new IPAddress([192, 0, 2, 1]))),
        ["attempts to log in from an IPv6 network"] = (
            LoginBackoff.FreeFailures, n => Guessed(n, i => IPAddress.Parse($"2001:db8:0:7::{i:x}"))),
        ["attempts to log in as one user"] = (LoginBackoff.FreeFailures, n => Guessed(n, i => IPAddress.Parse($"2001:db8:0:{i:x}::1"))),
        ["retained messages with ten kibibytes of properties"] = (20, n => RetainedWithProperties(n)),
        ["retained messages in all"] = (20, n => Retained(n, i => $"user-{i}")),
        ["retained messages of a user"] = (10, n => Retained(n, _ => "anna")),
        ["retained messages of clients nobody asks"] = (20, n => Retained(n, _ => string.Empty)),
        ["sessions of clients that are away"] = (5, n => Away(n, i => $"user-{i}")),
        ["sessions of a user whose clients are away"] = (5, n => Away(n, _ => "anna")),
        ["messages that wait for a client"] = (10, n => Waiting(n, 10, 1 << 20)),
        ["messages of a client that are remembered for retransmissions"] = (ClientPackets.PacketLimit, n => Resent(n)),
        ["plans of a broker's session"] = (MessageSelection.PlanLimit, n => Planned(n)),
        ["client ids of a user"] = (10, n => Claimed(n, _ => "anna", 100, "c")),
        ["client ids of all users"] = (100, n => Claimed(n, i => $"user-{i}", 100, "c")),
    };

    private static readonly Dictionary<string, (long Bytes, Func<object> Fill)> Measured = new()
    {
        ["names of users that fail to log in"] = (16L << 20, () => Filled(
            new LoginBackoff(TimeProvider.System), (backoff, i) =>
                backoff.Failed(IPAddress.Parse($"2001:db8:{i >> 16:x}:{i & 0xffff:x}::1"), $"{i}{new string('x', 2000)}"), 12_000)),
        ["client ids of clients that are away"] = (2 * ClientIdReservations.BytesLimit, () => Filled(
            new ClientIdReservations(TimeProvider.System, TimeSpan.FromDays(1)), (claims, i) =>
                Claim(claims, $"{i}{new string('x', 2000)}", $"user-{i % 100}"), 30_000)),
        ["names in the journal"] = (
            8L << 20, () =>
                Filled(
                    new Utf8StringCache(4096, 1024),
                    (cache, i) => cache.Get(Encoding.UTF8.GetBytes($"{i}{new string('x', 10_000)}")),
                    8192)),
        ["topics of another broker"] = (
            3L * MessageSelection.TopicCharsLimit, () =>
                Filled(new MessageSelection("n"), (selection, i) => selection.IsWanted($"{i}{new string('x', 10_000)}"), 4000)),
        ["what waits for a client with a thousand overlapping subscriptions"] = (
            6L << 20, () => Filled(new SessionQueue(10_000, 4 << 20, TimeProvider.System), (queue, i) => queue.Add(
                new(Message($"t/{i}", string.Empty), 1, false, [.. Enumerable.Range(1, 1000).Select(id => (uint)id)]), isConnected: false),
                10_000)),
        ["properties of retained messages"] = (12L << 20, () => Filled(
            new RetainedMessages(new(100_000, 8 << 20, 1), TimeProvider.System), (retained, i) =>
                Keep(retained, WithProperties($"t/{i}")), 10_000)),
        ["properties of messages that wait for a client"] = (6L << 20, () => Filled(
            new SessionQueue(100_000, 4 << 20, TimeProvider.System),
            (queue, i) => queue.Add(new(WithProperties($"t/{i}"), 1, false, null), isConnected: false),
            10_000)),
        ["retained messages of a byte"] = (12L << 20, () => Filled(
            new RetainedMessages(new(100_000, 8 << 20, 1), TimeProvider.System), (retained, i) =>
                Keep(retained, Message($"t/{i}", string.Empty)), 60_000)),
    };

    public static TheoryData<string> CountedNames => [.. Counted.Keys];

    public static TheoryData<string> MeasuredNames => [.. Measured.Keys];

    [Theory]
    [MemberData(nameof(CountedNames))]
    public void What_is_counted_grows_to_its_limit_and_no_further(string name)
    {
        var (limit, held) = Counted[name];
        Assert.Equal(limit - 1, held(limit - 1));
        foreach (var attempts in new[] { limit, limit + 1, 100 * limit }) Assert.Equal(limit, held(attempts));
    }

    [Theory]
    [MemberData(nameof(MeasuredNames))]
    public void What_is_held_takes_the_memory_that_its_bound_says(string name)
    {
        var (bytes, fill) = Measured[name];
        // Other tests of the process allocate meanwhile: what is over its bound is so each time.
        var taken = Enumerable.Range(0, 5).Select(_ => TakenBy(fill)).FirstOrDefault(one => one <= bytes, long.MaxValue);
        Assert.InRange(taken, long.MinValue, bytes);
    }

    private static long TakenBy(Func<object> fill)
    {
        var before = GC.GetTotalMemory(forceFullCollection: true);
        var kept = fill();
        var taken = GC.GetTotalMemory(forceFullCollection: true) - before;
        GC.KeepAlive(kept);
        return taken;
    }

    [Fact]
    public void A_retained_message_that_does_not_fit_by_what_it_takes_is_refused_beforehand()
    {
        var size = RoutedMessage.BytesOf("topic", 10, 0);
        var retained = new RetainedMessages(new(100, (2 * size) - 1, 1), TimeProvider.System);
        Keep(retained, new("other", new byte[10], 1, 0) { Retain = true });
        Assert.False(retained.HasCapacity("topic", string.Empty, size));
        Assert.True(retained.HasCapacity("topic", string.Empty, size - 1));
    }

    [Fact]
    public void What_came_back_is_not_taken_for_what_was_sent_later()
    {
        var time = new FakeTimeProvider();
        var own = new OwnMessages(time);
        own.Expect("a", "1"u8);
        Assert.True(own.Recognise("a", "1"u8));
        time.Advance(OwnMessages.Memory - TimeSpan.FromSeconds(1));
        own.Expect("a", "1"u8);
        time.Advance(TimeSpan.FromSeconds(2)); // The first is forgotten, the second on its way.
        Assert.True(own.Recognise("a", "1"u8));
        Assert.False(own.Recognise("a", "1"u8));
    }

    private static byte[] Name(int n) => Encoding.UTF8.GetBytes($"t/{n}");

    private delegate ReadOnlySpan<byte> Resolving(InboundAliases aliases, int n);

    private static long Taken(int attempts, InboundAliases aliases, Resolving take)
    {
        for (var n = 0; n < attempts; n++)
        {
            try
            {
                take(aliases, n);
            }
            catch (MqttFaultException)
            {
                return n;
            }
        }

        return attempts;
    }

    private static long Aliased(int limit, int attempts)
    {
        var aliases = new OutboundAliases(limit);
        return Enumerable.Range(0, attempts).Count(n => aliases.Of($"t/{n}").Alias > 0);
    }

    private static long Seated(int attempts, Func<int, IPAddress> address)
    {
        var slots = new ConnectionSlots(20, 5);
        var seated = Enumerable.Range(0, attempts).Select(n => slots.Take(address(n))).ToList();
        Assert.InRange(seated.Count(slot => slot is { IsSpare: true }), 0, ConnectionSlots.SpareLimit);
        return seated.Count(slot => slot is { IsSpare: false });
    }

    private static long Retained(int attempts, Func<int, string> owner)
    {
        var retained = new RetainedMessages(new(20, 1 << 20, 0.5), TimeProvider.System);
        for (var n = 0; n < attempts; n++) Keep(retained, Message($"t/{n}", owner(n)));
        return retained.Count;
    }

    private static long RetainedWithProperties(int attempts)
    {
        var retained = new RetainedMessages(new(100_000, 20 * WithProperties("t/0000").Bytes, 1), TimeProvider.System);
        for (var n = 0; n < attempts; n++) Keep(retained, WithProperties($"t/{n:0000}"));
        return retained.Count;
    }

    private static RoutedMessage WithProperties(string topic) => Message(topic, string.Empty) with { Properties = new byte[10 * 1024] };

    private static long Guessed(int attempts, Func<int, IPAddress> address)
    {
        var (backoff, looked) = (new LoginBackoff(new FakeTimeProvider()), 0);
        for (var n = 0; n < attempts; n++)
        {
            if (backoff.Holds(address(n)) || backoff.Holds("anna")) continue;
            backoff.Failed(address(n), "anna");
            looked++;
        }

        return looked;
    }

    private static long Away(int attempts, Func<int, string> user)
    {
        var time = new FakeTimeProvider();
        var table = new SessionTable(5, 1 << 20, time);
        for (var n = 0; n < attempts; n++) table.Restore(
            new Session(new(user(n), $"c{n}"), new SessionQueue(10, 1000, time)) { Expiry = TimeSpan.FromHours(1) }, TimeSpan.Zero);
        table.TakeExpired();
        return table.Count;
    }

    private static long Waiting(int attempts, int limit, long bytes)
    {
        var queue = new SessionQueue(limit, bytes, TimeProvider.System);
        for (var n = 0; n < attempts; n++) queue.Add(new(Message($"t/{n}", string.Empty), 1, false, null), isConnected: false);
        return queue.Count;
    }

    private static long Resent(int attempts)
    {
        var packets = new ClientPackets();
        for (var n = 0; n < Math.Min(attempts, ushort.MaxValue); n++) packets.Add((ushort)(n + 1), (UInt128)n, n + 1);
        return packets.Count;
    }

    private static long Planned(int attempts)
    {
        var selection = new MessageSelection("n");
        for (var n = 0; n < attempts; n++)
        {
            TopicSubscription[] wanted = [new($"a{n}/#", 1, "b")];
            selection.Use(wanted, SubscriptionPlan.Of(wanted, true, new HashSet<string>()), $"m{n}");
        }

        return selection.PlanCount;
    }

    private static long Claimed(int attempts, Func<int, string> user, int limit, string name)
    {
        var claims = new ClientIdReservations(TimeProvider.System, TimeSpan.FromDays(1), limit);
        for (var n = 0; n < attempts; n++) Claim(claims, $"{name}{n}", user(n));
        return Enumerable.Range(0, attempts).Count(n => !claims.TryTake($"{name}{n}", "somebody else", stays: true));
    }

    private static void Claim(ClientIdReservations claims, string clientId, string user)
    {
        Assert.True(claims.TryTake(clientId, user, stays: true));
        claims.Release(clientId);
    }

    private static T Filled<T>(T what, Action<T, int> fill, int times)
    {
        for (var n = 0; n < times; n++) fill(what, n);
        return what;
    }

    private static RoutedMessage Message(string topic, string owner) => new(topic, new byte[] { 1 }, 1, 0) { Retain = true, Owner = owner };

    private static void Keep(RetainedMessages retained, RoutedMessage message)
    {
        lock (retained.Gate) retained.Keep(message);
    }
}
