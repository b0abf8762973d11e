using EventEdge.EdgeBridge.Outbox;
using EventEdge.EdgeBridge.Storage.Files;
using EventEdge.EdgeBridge.Uplink;
using Microsoft.Extensions.Logging;

namespace EventEdge.EdgeBridge.Standby;

/// <summary>
/// What needs no room on a disk that takes nothing: sends what waits in a data directory's outbox to the bus. That it has been sent is
/// remembered where the disk lets it; otherwise it is sent again later, under the same numbers. Life: Open, DisposeAsync.
/// </summary>
public sealed class OutboxDrain : IAsyncDisposable
{
    private readonly ResultOutbox _outbox;
    private readonly IUplink _uplink;

    private OutboxDrain(ResultOutbox outbox, IUplink uplink)
    {
        (_outbox, _uplink) = (outbox, uplink);
        _uplink.Start();
    }

    /// <summary>Points that have not reached the bus.</summary>
    public long PointsWaiting => _outbox.Depth.Points;

    /// <summary>Opens the outbox and begins.</summary>
    /// <exception cref="IOException">There is no outbox that can be read.</exception>
    public static OutboxDrain Open(
        EdgeOptions options, Func<IOutboxReader, LinkSwitch, IUplink> uplink, TimeProvider time, ILoggerFactory loggers) =>
        Open(options, PhysicalLogFiles.Instance, uplink, time, loggers);

    internal static OutboxDrain Open(
        EdgeOptions options, ILogFiles files, Func<IOutboxReader, LinkSwitch, IUplink> uplink, TimeProvider time, ILoggerFactory loggers)
    {
        var outbox = ResultOutbox.Open(
            new OutboxOptions
            {
                Directory = Path.Combine(options.DataDirectory, "outbox"), Node = options.Node, HardLimitBytes = options.OutboxLimitBytes,
                SoftLimit = 1, IsDraining = true,
            },
            files,
            time,
            loggers.CreateLogger<ResultOutbox>());
        IUplink? opened = null;
        try
        {
            opened = uplink(outbox, new LinkSwitch());
            return new OutboxDrain(outbox, opened);
        }
        catch
        {
            FailedOpening.Close(opened, outbox);
            throw;
        }
    }

    /// <inheritdoc />
    public async ValueTask DisposeAsync()
    {
        await _uplink.DisposeAsync().ConfigureAwait(false);
        await _outbox.DisposeAsync().ConfigureAwait(false);
    }
}
