using EventEdge.EdgeBridge.Recovery;
using EventEdge.EdgeBridge.Storage.Files;
using EventEdge.FunctionDispatcher.Engine;
using EventEdge.FunctionDispatcher.Pipeline;
using Microsoft.Extensions.Logging.Abstractions;

namespace EventEdge.EdgeBridge.Tests.Recovery;

/// <summary>When state is saved: by time that passed, whatever the wall clock shows.</summary>
public sealed class EdgeRecoveryTests : IAsyncDisposable
{
    private static readonly TimeSpan Interval = TimeSpan.FromMinutes(1);

    private readonly DirectoryInfo _directory = Directory.CreateTempSubdirectory("eventedge-recovery-");
    private readonly MovedClock _time = new();
    private readonly EdgeStores _stores;
    private readonly EdgeRecovery _recovery;
    private readonly Dispatcher _dispatcher;

    public EdgeRecoveryTests()
    {
        var options = new EdgeOptions
        { BindingsFile = "bindings.yaml", DataDirectory = _directory.FullName, CheckpointInterval = Interval };
        _stores = EdgeStores.Open(options, PhysicalLogFiles.Instance, _time, NullLoggerFactory.Instance);
        _recovery = new EdgeRecovery(options, _stores, _time, NullLogger<EdgeRecovery>.Instance);
        _dispatcher = new Dispatcher(new BindingFactory(new DispatcherOptions { Node = "n" }, null!, _time, NullLogger.Instance));
    }

    private long Saved => _stores.Checkpoints.LoadCounters().Messages;

    public async ValueTask DisposeAsync()
    {
        _dispatcher.Dispose();
        await _stores.DisposeAsync();
        _directory.Delete(recursive: true);
    }

    [Theory]
    [InlineData(0)]
    [InlineData(-2)]
    [InlineData(2)]
    public async Task State_is_saved_when_the_interval_has_passed(int hours)
    {
        _recovery.Count(new InboundMessage("t", new byte[1], _time.GetUtcNow(), 1));
        _time.Offset = TimeSpan.FromHours(hours);
        _time.Passed = Interval - TimeSpan.FromTicks(1);
        await _recovery.KeepAsync(_dispatcher, CancellationToken.None);
        Assert.Equal(0, Saved);

        _time.Passed = Interval;
        await _recovery.KeepAsync(_dispatcher, CancellationToken.None);
        Assert.Equal(1, Saved);
    }

    // A wall clock that somebody sets, and the time that really passes.
    private sealed class MovedClock : TimeProvider
    {
        public TimeSpan Offset { get; set; }

        public TimeSpan Passed { get; set; }

        public override long TimestampFrequency => TimeSpan.TicksPerSecond;

        public override long GetTimestamp() => Passed.Ticks;

        public override DateTimeOffset GetUtcNow() => new DateTimeOffset(2026, 3, 1, 12, 0, 0, TimeSpan.Zero) + Passed + Offset;
    }
}
