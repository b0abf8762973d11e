using System.Text;
using EventEdge.EdgeBridge.Clock;
using EventEdge.EdgeBridge.DeadLetters;
using EventEdge.EdgeBridge.Mqtt;
using EventEdge.EdgeBridge.Mqtt.Clients;
using EventEdge.EdgeBridge.Mqtt.External;
using EventEdge.EdgeBridge.Mqtt.External.Subscriptions;
using EventEdge.EdgeBridge.Mqtt.Sessions;
using EventEdge.EdgeBridge.Outbox;
using EventEdge.EdgeBridge.Security;
using EventEdge.EdgeBridge.Tests.Clock;
using EventEdge.EdgeBridge.Tests.Mqtt;
using EventEdge.FunctionDispatcher.Outputs;
using EventEdge.Tests.Support;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Time.Testing;

namespace EventEdge.EdgeBridge.Tests.Node;

/// <summary>
/// Further bounds of an edge node, at the limit, one beyond it and a hundred times beyond it; those of the listener are in
/// <see cref="BoundsTests"/>.
/// </summary>
public sealed class NodeBoundsTests
{
    private static readonly Dictionary<string, (int Limit, Func<int, long> Held)> Counted = new()
    {
        ["notes about numberings"] = (Numbering.NoteLimit, Noted),
        ["jumps of the clock that wait for the ledger"] = (NodeClock.NoteLimit, Jumped),
        ["kibibytes that wait for clients that are away"] = (64, n => Away(n)),
        ["subscriptions of all clients"] = (20, n => Subscribed(n, number => $"user-{number}")),
        ["subscriptions of clients nobody asks"] = (20, n => Subscribed(n, _ => string.Empty)),
        ["subscriptions of a user"] = (15, n => Subscribed(n, _ => "anna")),
        ["results that wait for another broker"] = (10, n => Enqueued(n)),
        ["results of ten kibibytes that wait for another broker"] = (5, n => Enqueued(n, size: 10 << 10)),
        ["QoS 0 messages of another broker"] = (10, n => Arrived(n)),
        ["QoS 0 messages of ten kibibytes of another broker"] = (5, n => Arrived(n, size: 10 << 10)),
        ["messages sent to a subscriber and not acknowledged"] = (10, n => Sent(n)),
        ["messages of the longest session"] = (10, n => Queued(n)),
        ["kibibytes of the longest session"] = (20, n => Queued(n, size: 1024)),
        ["passwords that are recognised"] = (20, n => Recognised(n)),
        ["dead letters on disk"] = (10, n => GivenUp(n)),
    };

    public static TheoryData<string> Names => [.. Counted.Keys];

    [Theory]
    [MemberData(nameof(Names))]
    public void What_is_counted_grows_to_its_limit_and_no_further(string name)
    {
        var (limit, held) = Counted[name];
        Assert.Equal(limit - 1, held(limit - 1));
        foreach (var attempts in new[] { limit, limit + 1, 100 * limit }) Assert.Equal(limit, held(attempts));
    }

    private static long Noted(int notes)
    {
        var numbering = Numbering.Begin([1, 1, 1], [], DateTimeOffset.UnixEpoch);
        for (var number = 0; number < notes; number++)
            numbering = numbering.With(new(DateTimeOffset.UnixEpoch, "new_numbering", Guid.NewGuid(), $"{number}"));
        Assert.Equal($"{notes - 1}", numbering.Notes[^1].Reason);
        return numbering.Notes.Count;
    }

    private static long Jumped(int jumps)
    {
        var machine = new MachineClock(new(2026, 3, 1, 12, 0, 0, TimeSpan.Zero));
        var clock = new NodeClock(machine, NullLogger.Instance);
        for (var number = 1; number <= jumps; number++)
        {
            machine.Wrong = TimeSpan.FromHours(number);
            clock.GetUtcNow();
            machine.Advance(NodeClock.HoldLimit);
            clock.GetUtcNow();
        }

        var waiting = 0;
        while (clock.TryTakeControlRecord(out _)) waiting++;
        return waiting;
    }

    // Each session takes a little more than its message of a kibibyte: the table is told what that is.
    private static long Away(int attempts)
    {
        var time = new FakeTimeProvider();
        var table = new SessionTable(int.MaxValue, 64 * SessionOf(0).Footprint, time);
        for (var number = 0; number < attempts; number++) table.Restore(SessionOf(number), TimeSpan.Zero);
        table.TakeExpired();
        return table.Count;

        Session SessionOf(int number)
        {
            var queue = new SessionQueue(10, 1 << 20, time);
            queue.Add(new(new("t", new byte[1024], 1, 0), 1, false, null), isConnected: false);
            return new Session(new("anna", $"{number:D6}"), queue) { Expiry = TimeSpan.FromHours(1) };
        }
    }

    private static long Subscribed(int attempts, Func<int, string> user)
    {
        var budget = new SharedBudget(countLimit: 20, bytesLimit: 1 << 20, ownerShare: 0.75);
        for (var number = 0; number < attempts; number++)
        {
            if (budget.HasCapacity(user(number), 100, null, 0)) budget.Add(user(number), 100);
        }

        Assert.Equal(100L * budget.Count, budget.Bytes);
        return budget.Count;
    }

    private static long Enqueued(int attempts, int size = 1)
    {
        var options = new ExternalBrokerOptions
        {
            Node = "n1", Host = "127.0.0.1", Port = 1, PublishQueueLimit = 10,
            PublishBytesLimit = 5 * RoutedMessage.BytesOf("results", 10 << 10, 0),
        };
        var outgoing = new Outgoing(
            options, () => new TaskCompletionSource<ExternalSession>().Task, new(options.HopLimit, TimeProvider.System),
            new(TimeProvider.System), new("n1"),
            NullLogger.Instance);
        return Enumerable.Range(0, attempts).Count(number => outgoing.TryEnqueue(Result(size)));
    }

    // Nobody takes them: what has no room is dropped and counted.
    private static long Arrived(int attempts, int size = 1)
    {
        var options = new ExternalBrokerOptions
        {
            Node = "n1", Host = "127.0.0.1", QosZeroQueueLimit = 10, QosZeroBytesLimit = 5 * RoutedMessage.BytesOf("t", 10 << 10, 0),
        };
        var selection = new MessageSelection("n1");
        TopicSubscription[] wanted = [new("t", 0, "b")];
        selection.Begin(wanted, [SubscriptionPlan.Of(wanted, identified: false, new HashSet<string>())]);
        var arrivals = new ArrivalIntake(
            options, selection, new(options.HopLimit, TimeProvider.System), new(TimeProvider.System), new(), new CollectingIntake(),
            TimeProvider.System, NullLogger.Instance);
        for (var number = 0; number < attempts; number++)
        {
            arrivals.Take(new() { Topic = "t", Payload = new(new byte[size]) }, 0);
            Assert.Equal(number + 1, arrivals.Count(Selection.Take));
        }

        return attempts - arrivals.Dropped;
    }

    private static long Sent(int attempts)
    {
        var queue = new SessionQueue(100_000, 16 << 20, TimeProvider.System);
        queue.Resume(sendLimit: 10);
        for (var number = 0; number < attempts; number++)
            queue.Add(new(new("t", Encoding.UTF8.GetBytes($"{number}"), 1, 0), 1, false, null), isConnected: true);
        var sent = 0;
        while (queue.Next() is not null) sent++;
        return sent;
    }

    private static long Queued(int attempts, int size = 1)
    {
        var bytes = size == 1 ? 16 << 20 : 20L * Message().Bytes;
        var queue = new SessionQueue(size == 1 ? 10 : int.MaxValue, bytes, TimeProvider.System);
        for (var number = 0; number < attempts; number++) queue.Add(Message(), isConnected: false);
        Assert.Equal(attempts, queue.Count + queue.Dropped);
        return queue.Count;

        Delivery Message() => new(new("t", new byte[size], 1, 0), 1, false, null);
    }

    private static long Recognised(int attempts)
    {
        var known = new KnownPasswords(limit: 20);
        for (var number = 0; number < attempts; number++)
        {
            known.Add($"trace {number}");
            Assert.True(known.Contains($"trace {number}"));
        }

        return known.Count;
    }

    private static long GivenUp(int attempts)
    {
        using var directory = new TempDirectory();
        var store = new DeadLetterStore(directory.File("dead-letters.db"), NullLogger.Instance, deadLetterLimit: 10);
        for (var number = 1; number <= attempts; number++)
            store.Add(new("b", FailureStage.Decode, "broken", "t", new byte[10], DateTimeOffset.UnixEpoch, number));
        store.DisposeAsync().AsTask().GetAwaiter().GetResult();
        Assert.Equal(attempts, store.Count + store.Lost);
        return store.Count;
    }

    private static LocalMessage Result(int size) => new("results", new byte[size], Retain: false);
}
