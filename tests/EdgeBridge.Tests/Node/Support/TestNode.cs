using System.Text;
using EventEdge.Contracts.Measurements;
using EventEdge.EdgeBridge.Messages;
using EventEdge.EdgeBridge.Node;
using EventEdge.EdgeBridge.Status;
using Microsoft.Extensions.Logging.Abstractions;

namespace EventEdge.EdgeBridge.Tests.Node.Support;

/// <summary>A node on a temporary data directory, with a listener and an uplink that the test holds.</summary>
internal sealed class TestNode : IAsyncDisposable
{
    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(60);
    private ushort _packet;

    private TestNode(string directory, EdgeNode node, FakeEndpoint endpoint, FakeUplink uplink)
    {
        Directory = directory;
        Node = node;
        Endpoint = endpoint;
        Uplink = uplink;
    }

    public string Directory { get; }

    public EdgeNode Node { get; }

    public FakeEndpoint Endpoint { get; }

    public FakeUplink Uplink { get; }

    public static async Task<TestNode> StartAsync(
        string directory, string bindings, TimeProvider? time = null, long outboxLimitBytes = 1 << 30, TimeSpan? hangLimit = null,
        int workers = 1)
    {
        System.IO.Directory.CreateDirectory(directory);
        var file = Path.Combine(directory, "bindings.yaml");
        await File.WriteAllTextAsync(file, bindings);
        FakeEndpoint? endpoint = null;
        FakeUplink? uplink = null;
        var node = new EdgeNode(
            new EdgeOptions
            {
                BindingsFile = file, DataDirectory = Path.Combine(directory, "data"), OutboxLimitBytes = outboxLimitBytes,
                HangLimit = hangLimit, Workers = workers
            },
            intake => endpoint = new FakeEndpoint(intake),
            (outbox, _) => uplink = new FakeUplink(outbox),
            time ?? TimeProvider.System,
            NullLoggerFactory.Instance);
        await node.StartAsync(CancellationToken.None);
        return new TestNode(directory, node, endpoint!, uplink!);
    }

    public ValueTask<bool> PublishAsync(string topic, string payload, int qos = 1) =>
        Endpoint.Intake.AcceptAsync(
            new ReceivedMessage(topic, Encoding.UTF8.GetBytes(payload), qos, false, false, "sensor", ++_packet), CancellationToken.None);

    /// <summary>Sends a message as a sensor that chose its packet identifier, and, with DUP, sends it again.</summary>
    public ValueTask<bool> SendAsync(
        string topic, string payload, ushort packetId, bool duplicate = false, string client = "sensor", int qos = 1) =>
        Endpoint.Intake.AcceptAsync(
            new ReceivedMessage(topic, Encoding.UTF8.GetBytes(payload), qos, false, duplicate, client, packetId), CancellationToken.None);

    /// <summary>Waits until the dispatcher has seen everything that was accepted.</summary>
    public Task DrainAsync() => UntilAsync(snapshot => snapshot.InFlight == 0);

    public async Task UntilAsync(Func<EdgeSnapshot, bool> condition)
    {
        using var limit = new CancellationTokenSource(Limit);
        while (!condition(Node.Snapshot())) await Task.Delay(TimeSpan.FromMilliseconds(5), TimeProvider.System, limit.Token);
    }

    /// <summary>Everything in the outbox, once it is on disk.</summary>
    public async Task<IReadOnlyList<Point>> ResultsAsync()
    {
        await DrainAsync();
        IReadOnlyList<Point> points = [];
        await UntilAsync(snapshot => (points = ReadOutbox()).Count >= snapshot.Outbox.Points);
        return points;
    }

    private List<Point> ReadOutbox()
    {
        var points = new List<Point>();
        foreach (var deliveryClass in Enum.GetValues<DeliveryClass>())
        {
            Uplink.Outbox.Rewind(deliveryClass);
            while ((Uplink.Outbox.TryNext(deliveryClass, 100) ?? Uplink.Outbox.TryNextDeferred(deliveryClass, 100)) is { } batch)
                points.AddRange(batch.Records.SelectMany(r => r.Points));
        }

        return points;
    }

    /// <summary>
    /// What a power cut would leave: a copy of the data directory as it is this moment, while the node goes on. Only between two saves of
    /// the state is a copy, which takes its time, the image of a moment.
    /// </summary>
    public string Crash()
    {
        var copy = Path.Combine(Path.GetTempPath(), "eventedge-" + Guid.NewGuid().ToString("N"));
        foreach (var file in System.IO.Directory.EnumerateFiles(Directory, "*", SearchOption.AllDirectories))
        {
            if (Path.GetFileName(file) == "lock") continue;
            var target = Path.Combine(copy, Path.GetRelativePath(Directory, file));
            System.IO.Directory.CreateDirectory(Path.GetDirectoryName(target)!);
            using var source = new FileStream(file, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete);
            using var destination = File.Create(target);
            source.CopyTo(destination);
        }

        return copy;
    }

    public ValueTask DisposeAsync() => Node.DisposeAsync();
}
