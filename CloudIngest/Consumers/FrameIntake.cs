using EventEdge.Contracts.Frames;
using EventEdge.Contracts.Frames.Codec;

namespace EventEdge.CloudIngest.Consumers;

/// <summary>A frame that can be stored, and the memory it takes until it is disposed.</summary>
internal sealed record AdmittedFrame(MeasurementFrame Frame, IReadOnlyList<FramePoint> Points, IDisposable Memory) : IDisposable
{
    /// <inheritdoc />
    public void Dispose() => Memory.Dispose();
}

/// <summary>
/// Turns bytes into frames, one at a time, so that what decoding needs is needed once, and lets in no more than the memory for frames
/// holds.
/// </summary>
internal sealed class FrameIntake(long memoryLimitBytes) : IDisposable
{
    // What a point, and a tag or a field of it, takes as an object.
    private const long PointBytes = 256;
    private const long CellBytes = 40;

    private readonly SemaphoreSlim _decoding = new(1, 1);
    private readonly FrameMemory _memory = new(memoryLimitBytes);

    /// <summary>Memory that frames take until the store has them.</summary>
    public long MemoryTaken => _memory.Taken;

    /// <summary>The frame in these bytes.</summary>
    /// <exception cref="FrameFormatException">They are no frame, whatever else they are.</exception>
    /// <exception cref="OperationCanceledException">Cancelled while waiting.</exception>
    public async Task<AdmittedFrame> ReadAsync(byte[] body, CancellationToken cancellation)
    {
        await _decoding.WaitAsync(cancellation);
        try
        {
            var (frame, points, bytes) = Decode(body);
            // Frames leave the memory when the store has them, and never wait for this.
            return new(frame, points, await _memory.TakeAsync(bytes, cancellation));
        }
        finally
        {
            _decoding.Release();
        }
    }

    /// <inheritdoc />
    public void Dispose() => _decoding.Dispose();

    private static (MeasurementFrame Frame, IReadOnlyList<FramePoint> Points, long Bytes) Decode(byte[] body)
    {
        try
        {
            var frame = FrameBody.Decode(body);
            var points = FrameCodec.ToPoints(frame);
            // The columns are not needed any more.
            return (frame with { Series = [] }, points, Weight(frame));
        }
        catch (Exception error) when (error is not FrameFormatException and not OutOfMemoryException)
        {
            // The reader leaves nothing out that is known; what it does leave out must not stop what comes after it either.
            throw new FrameFormatException($"not a frame: {error.GetType().Name}: {error.Message}", error);
        }
    }

    private static long Weight(MeasurementFrame frame)
    {
        var bytes = 0L;
        foreach (var block in frame.Series)
        {
            bytes += block.Count * (PointBytes + (CellBytes * (block.Tags.Count + block.Fields.Count)));
            foreach (var tag in block.Tags) bytes += tag.Values.Sum(value => (value?.Length ?? 0L) * sizeof(char));
            foreach (var field in block.Fields) bytes += field.Values.Sum(value => (value.AsText?.Length ?? 0L) * sizeof(char));
        }

        return bytes;
    }
}
