using System.Text;
using EventEdge.EdgeBridge.Clock;
using EventEdge.EdgeBridge.Intake;
using EventEdge.EdgeBridge.Journal;
using EventEdge.EdgeBridge.Messages;
using EventEdge.EdgeBridge.Node;
using EventEdge.EdgeBridge.Recovery;
using EventEdge.EdgeBridge.Requests;
using EventEdge.EdgeBridge.Status;
using EventEdge.EdgeBridge.Tests.Node.Support;
using EventEdge.EdgeBridge.Tests.Storage;
using EventEdge.FunctionDispatcher.Configuration.Files;
using EventEdge.FunctionDispatcher.Engine;
using EventEdge.FunctionDispatcher;
using EventEdge.Tests.Support;
using Microsoft.Extensions.Logging.Abstractions;

namespace EventEdge.EdgeBridge.Tests.Node;

/// <summary>
/// The dispatch loop on a disk that has no room for the journal, or refuses: everything waits or is handled at most once, and nothing ends.
/// </summary>
public sealed class FullJournalTests : IAsyncLifetime
{
    private const string Bindings =
        """
        bindings:
          - name: press
            trigger: { mqtt: "plant/{device}", qos: 1 }
            event_time: { field: ts, idle_timeout: 10s }
            window: { tumbling: 10s, group_by: [device] }
            function: { builtin: stats, with: { fields: [value], stats: [count, sum] } }
            emit: { measurement: press }
        """;

    private static readonly int SegmentBytes = new JournalOptions { Directory = "any" }.SegmentBytes;

    private readonly TempDirectory _directory = new();
    private readonly SimulatedDisk _disk = new();
    private readonly WatchedTime _time = new(new(2026, 1, 2, 3, 4, 0, TimeSpan.Zero));
    private readonly VolatileQueue _queue = new();
    private readonly CollectingLog<MessageIntake> _log = new();
    private readonly CancellationTokenSource _stop = new();
    private EdgeStores _stores = null!;
    private MessageIntake _intake = null!;
    private Dispatcher _dispatcher = null!;
    private DispatchLoop _pipeline = null!;
    private Task _loop = Task.CompletedTask;
    private ushort _packet;

    private long Received => _pipeline.Observe(dispatcher => dispatcher.Bindings.Single().Counters.Received);

    public async ValueTask InitializeAsync()
    {
        var loggers = NullLoggerFactory.Instance;
        var file = _directory.File("bindings.yaml");
        await File.WriteAllTextAsync(file, Bindings);
        var options = new EdgeOptions { BindingsFile = file, DataDirectory = _directory.File("data") };
        _stores = EdgeStores.Open(options, _disk, _time, loggers);
        var output = new EdgeOutput(
            _stores, new RecentResults(), new PendingRequests(_time), options.DataDirectory, _time, NullLogger.Instance);
        var recovery = new EdgeRecovery(options, _stores, _time, NullLogger<EdgeRecovery>.Instance);
        var configuration = new ConfigurationSource(NullLogger<ConfigurationSource>.Instance);
        _intake = new MessageIntake(_stores.Journal, recovery.Retransmissions, _queue, options.JournalLimitBytes, _time, _log);
        _dispatcher = new Dispatcher(new BindingFactory(
            new DispatcherOptions { Node = "edge", BaseDirectory = _directory.Path }, output, _time, NullLogger<Dispatcher>.Instance));
        EdgeStart.Configure(BindingsFile.Load(file, EventEdgeComponents.Default), _stores, recovery, configuration, _dispatcher, _time);
        _pipeline = new DispatchLoop(
            _stores.Journal, _queue, _dispatcher, recovery, configuration, _intake, new NodeClock(_time, NullLogger.Instance));
        _loop = Task.Run(() => _pipeline.RunAsync(_stop.Token));
    }

    public async ValueTask DisposeAsync()
    {
        Free();
        await _stop.CancelAsync();
        await _loop.WaitAsync(Eventually.Limit);
        _pipeline.Dispose();
        _dispatcher.Dispose();
        await _stores.DisposeAsync();
        _stop.Dispose();
        _directory.Dispose();
    }

    [Fact]
    public async Task A_durable_message_waits_unacknowledged_for_room_and_the_next_stays_with_its_sensor()
    {
        Fill();
        var first = PublishAsync(1, qos: 1);
        await Until(() => _stores.Journal.IsStalled, "the journal is full");

        Assert.False(await PublishAsync(2, qos: 1));
        Assert.False(await PublishAsync(3, qos: 1));
        Assert.False(await PublishAsync(4, qos: 1));
        Assert.False(first.IsCompleted);
        Assert.Equal("journal: simulated: no room", _intake.Refusal);
        Free();

        Assert.True(await first.WaitAsync(Eventually.Limit, TestContext.Current.CancellationToken));
        await Until(() => Received == 1, "the message is handled");
        Assert.True(await PublishAsync(2, qos: 1).WaitAsync(Eventually.Limit, TestContext.Current.CancellationToken));
        await Until(() => Received == 2, "so is the one sent again");
        Assert.Equal(
            ["Messages are refused, and their senders keep them, until the disk takes them: journal: simulated: no room",
                "Messages are taken again; 3 were refused meanwhile"],
            _log.Lines.Select(line => line.Line));
        Assert.False(_loop.IsCompleted);
    }

    [Fact]
    public async Task A_message_with_QoS_0_is_handled_once_and_kept_nowhere()
    {
        Fill();
        var first = PublishAsync(1, qos: 1);
        await Until(() => _stores.Journal.IsStalled, "the journal is full");
        var position = _stores.Journal.NextSequence;

        for (var second = 2; second <= 4; second++) Assert.True(await PublishAsync(second, qos: 0));
        await Until(() => Received == 3, "the three are handled while the journal takes nothing");
        Assert.Equal(position, _stores.Journal.NextSequence);
        Free();

        Assert.True(await first.WaitAsync(Eventually.Limit, TestContext.Current.CancellationToken));
        await Until(() => Received == 4, "the durable one follows");
        Assert.False(_loop.IsCompleted);
    }

    [Fact]
    public async Task A_silence_that_is_due_waits_for_room_and_then_closes_the_window()
    {
        Assert.True(await PublishAsync(1, qos: 1).WaitAsync(Eventually.Limit, TestContext.Current.CancellationToken));
        await Until(() => Received == 1, "the window is open");
        Assert.True(await AcceptAsync("nobody/wants/it", new byte[SegmentBytes - 4096], qos: 1)
            .WaitAsync(Eventually.Limit, TestContext.Current.CancellationToken));
        Fill();
        var large = AcceptAsync("nobody/wants/it", new byte[8192], qos: 1);
        await Until(() => _stores.Journal.IsStalled, "the journal is full");
        var position = _stores.Journal.NextSequence;

        _time.Advance(TimeSpan.FromSeconds(30));
        _time.Waits.Clear();
        Assert.True(await AcceptAsync("nobody/wants/it", [], qos: 0));
        await Until(() => _pipeline.Observe(dispatcher => dispatcher.Unmatched) == 2, "the loop has turned since the silence is due");
        await Until(
            () => _time.Waits.Contains(TimeSpan.FromMilliseconds(500)), "the loop waits for the disk, and does not ask it all the time");
        Assert.Equal((position, 0L), (_stores.Journal.NextSequence, _stores.Outbox.Depth.Points));
        Free();

        Assert.True(await large.WaitAsync(Eventually.Limit, TestContext.Current.CancellationToken));
        await Until(() => _stores.Outbox.Depth.Points == 1, "the window closes", () => _time.Advance(TimeSpan.FromSeconds(1)));
        Assert.False(_loop.IsCompleted);
    }

    [Fact]
    public async Task A_disk_that_was_read_only_for_a_while_needs_no_restart()
    {
        Assert.True(await PublishAsync(1, qos: 1).WaitAsync(Eventually.Limit, TestContext.Current.CancellationToken));
        await Until(() => Received == 1, "all is well");
        _disk.Before = (operation, _) =>
        {
            if (operation is DiskOperation.Create or DiskOperation.Write or DiskOperation.Sync)
                throw new IOException("simulated: read-only");
        };
        var second = PublishAsync(2, qos: 1);
        await Until(() => _stores.Journal.IsStalled, "the journal waits for the disk");
        Assert.Equal("journal: simulated: read-only", _intake.Refusal);
        Assert.True(await PublishAsync(3, qos: 0));
        await Until(() => Received == 2, "what is handled at most once goes on");
        Assert.False(second.IsCompleted);
        Free();

        Assert.True(await second.WaitAsync(Eventually.Limit, TestContext.Current.CancellationToken));
        await Until(() => Received == 3, "the durable one follows");
        Assert.Null(_intake.Refusal);
        Assert.False(_loop.IsCompleted);
    }

    private void Fill() => _disk.Before = (operation, path) =>
    {
        if (operation == DiskOperation.Create && path.Contains("/journal/", StringComparison.Ordinal))
            throw new IOException("simulated: no room");
    };

    private void Free() => _disk.Before = (_, _) => { };

    private Task<bool> PublishAsync(int second, int qos) =>
        AcceptAsync("plant/a", Encoding.UTF8.GetBytes($$"""{"ts":{{_time.Start.ToUnixTimeSeconds() + second}},"value":{{second}}}"""), qos);

    private Task<bool> AcceptAsync(string topic, byte[] payload, int qos) => _intake.AcceptAsync(
        new ReceivedMessage(topic, payload, qos, false, false, "sensor", qos == 0 ? (ushort)0 : ++_packet),
        CancellationToken.None).AsTask();

    private static Task Until(Func<bool> condition, string what, Action? meanwhile = null) => Eventually.IsTrue(
        () =>
        {
            meanwhile?.Invoke();
            return condition();
        },
        what);
}
