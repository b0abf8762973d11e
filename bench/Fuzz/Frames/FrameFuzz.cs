using System.Diagnostics;
using EventEdge.Contracts.Frames;
using EventEdge.Contracts.Frames.Codec;

namespace EventEdge.Fuzz.Frames;

/// <summary>
/// Reads frames of <see cref="FrameSource"/> and says what went wrong: anything but a frame that holds its promises, or a refusal with a
/// reason.
/// </summary>
/// <param name="seed">Draws the frames.</param>
internal sealed class FrameFuzz(int seed)
{
    // A frame of the fuzzer is a few kilobytes; what its bytes only promise may not take more than a frame may have.
    private const long AllocationLimit = FrameLimits.PlainBytes + (4 << 20);

    /// <summary>Reads so many frames, or until time is over.</summary>
    /// <param name="frames">How many.</param>
    /// <param name="over">Ends it earlier.</param>
    /// <param name="readable">Gets every frame that could be read, and may throw when something is wrong with it.</param>
    public FrameFuzzResult Run(long frames, CancellationToken over, Action<MeasurementFrame, IReadOnlyList<FramePoint>>? readable = null)
    {
        var random = new Random(seed);
        var (read, refused, worst) = (0L, 0L, 0L);
        var slowest = TimeSpan.Zero;
        while (read + refused < frames && !over.IsCancellationRequested)
        {
            var body = FrameSource.Next(random);
            var (allocated, start) = (GC.GetAllocatedBytesForCurrentThread(), Stopwatch.GetTimestamp());
            try
            {
                var frame = FrameBody.Decode(body);
                var points = FrameCodec.ToPoints(frame);
                Require(frame, points);
                readable?.Invoke(frame, points);
                read++;
            }
            catch (FrameFormatException refusal) when (refusal.Message.Length > 0)
            {
                refused++;
            }
            catch (Exception error)
            {
                return new(seed, read, refused, worst, slowest, $"{error.GetType().Name}: {error.Message}\n{Convert.ToBase64String(body)}");
            }

            if (Stopwatch.GetElapsedTime(start) is var took && took > slowest) slowest = took;
            worst = Math.Max(worst, GC.GetAllocatedBytesForCurrentThread() - allocated);
            if (worst > AllocationLimit)
                return new(seed, read, refused, worst, slowest, $"{worst:N0} bytes for\n{Convert.ToBase64String(body)}");
        }

        return new(seed, read, refused, worst, slowest, null);
    }

    private static void Require(MeasurementFrame frame, IReadOnlyList<FramePoint> points)
    {
        Require(frame.Node.Length > 0 && frame.FirstSequence >= 1 && frame.LastSequence >= frame.FirstSequence, "the head");
        foreach (var point in points)
        {
            Require(point.Sequence >= frame.FirstSequence && point.Sequence <= frame.LastSequence, "a sequence");
            foreach (var (_, value) in point.Point.Tags) Require(value.Length > 0, "a tag");
            foreach (var (_, value) in point.Point.Fields) Require(value.Exists, "a field");
            if (point.Refusal is not null) continue;
            Require(point.Binding.Length > 0 && point.Version.Length > 0 && point.Point.Measurement.Length > 0 && point.Point.Revision >= 0,
                "a point");
            Require(point.Point.WindowEnd is not { } end || end >= point.Point.Time, "a window");
            foreach (var (name, _) in point.Point.Tags) Require(name.Length > 0, "a tag's name");
            foreach (var (name, _) in point.Point.Fields) Require(name.Length > 0, "a field's name");
        }
    }

    private static void Require(bool holds, string what)
    {
        if (!holds) throw new InvalidDataException($"{what} is not what it has to be");
    }
}

/// <summary>What a run did, and what went wrong.</summary>
/// <param name="Seed">Its seed.</param>
/// <param name="Read">Frames that could be read.</param>
/// <param name="Refused">Frames refused with a reason.</param>
/// <param name="WorstBytes">Most memory that reading one of them took.</param>
/// <param name="Slowest">The longest that reading one of them took.</param>
/// <param name="Violation">What went wrong, with the frame's bytes; null when nothing did.</param>
internal sealed record FrameFuzzResult(int Seed, long Read, long Refused, long WorstBytes, TimeSpan Slowest, string? Violation);
