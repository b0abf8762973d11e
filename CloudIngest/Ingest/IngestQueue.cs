using System.Threading.Channels;
using EventEdge.Contracts.Frames;

namespace EventEdge.CloudIngest.Ingest;

/// <summary>A frame on its way to the store, and the promise to say when it is there.</summary>
internal sealed class PendingFrame(MeasurementFrame frame, IReadOnlyList<FramePoint> points)
{
    private readonly TaskCompletionSource _stored = new(TaskCreationOptions.RunContinuationsAsynchronously);

    public MeasurementFrame Frame => frame;

    public IReadOnlyList<FramePoint> Points => points;

    /// <summary>The spans of its sampled points; null where it has none.</summary>
    public FrameSpans? Spans { get; init; }

    /// <summary>Completes when the store has accepted the frame; fails when it never will.</summary>
    public Task Stored => _stored.Task;

    public void Complete() => _stored.TrySetResult();

    public void Abandon() => _stored.TrySetCanceled();

    public void Refuse(string reason) => _stored.TrySetException(new FrameRefusedException(reason));
}

/// <summary>A frame that can be read and never stored.</summary>
internal sealed class FrameRefusedException(string reason) : Exception(reason);

/// <summary>
/// Where consumers hand frames to the one loop that writes. Bounded; a full queue makes consumers wait, and with them the broker:
/// nothing is acknowledged that is not stored.
/// </summary>
internal sealed class IngestQueue
{
    /// <summary>Most frames that wait.</summary>
    public const int FrameLimit = 256;

    private readonly Channel<PendingFrame> _frames = Channel.CreateBounded<PendingFrame>(
        new BoundedChannelOptions(FrameLimit) { SingleReader = true, FullMode = BoundedChannelFullMode.Wait });

    private readonly CancellationTokenSource _closed = new();

    /// <summary>Frames that wait right now.</summary>
    public int Count => _frames.Reader.Count;

    public ChannelReader<PendingFrame> Reader => _frames.Reader;

    /// <summary>Completes when the store has accepted the frame; cancelled when the caller gives up waiting for it.</summary>
    /// <exception cref="FrameRefusedException">It will never be stored, alone or with others.</exception>
    public Task StoreAsync(MeasurementFrame frame, IReadOnlyList<FramePoint> points, CancellationToken cancellation) =>
        StoreAsync(new PendingFrame(frame, points), cancellation);

    /// <inheritdoc cref="StoreAsync(MeasurementFrame, IReadOnlyList{FramePoint}, CancellationToken)"/>
    public async Task StoreAsync(PendingFrame pending, CancellationToken cancellation)
    {
        using var either = CancellationTokenSource.CreateLinkedTokenSource(cancellation, _closed.Token);
        await using var giveUp = either.Token.Register(pending.Abandon);
        await _frames.Writer.WriteAsync(pending, either.Token);
        await pending.Stored;
    }

    /// <summary>Gives every frame that waits back to the bus; for the end of the process.</summary>
    public void Close() => _closed.Cancel();
}
