namespace EventEdge.Contracts.Frames.Codec;

/// <summary>Points to columns and back. Every value returns exactly as it was; the order of points of one series is kept.</summary>
public static class FrameCodec
{
    /// <summary>What stands for the length of a window that is none.</summary>
    internal const long NoLength = -1;

    /// <summary>What stands for a revision that is none.</summary>
    internal const int NoRevision = -1;

    /// <summary>Groups points into blocks.</summary>
    /// <param name="points">In the order of their sequences.</param>
    /// <param name="firstSequence">The frame's first sequence.</param>
    public static IReadOnlyList<SeriesBlock> ToSeries(IEnumerable<FramePoint> points, long firstSequence) =>
        ToSeries(points, firstSequence, out _);

    /// <inheritdoc cref="ToSeries(IEnumerable{FramePoint}, long)"/>
    /// <param name="points">In the order of their sequences.</param>
    /// <param name="firstSequence">The frame's first sequence.</param>
    /// <param name="traces">The traces of those that have one; null where none has.</param>
    internal static IReadOnlyList<SeriesBlock> ToSeries(
        IEnumerable<FramePoint> points, long firstSequence, out IReadOnlyList<PointTrace>? traces)
    {
        var builders = new Dictionary<SeriesKey, SeriesBuilder>();
        List<PointTrace>? traced = null;
        foreach (var point in points)
        {
            var key = SeriesKey.Of(point);
            if (!builders.TryGetValue(key, out var builder))
                builders.Add(key, builder = new SeriesBuilder(point, firstSequence) { Place = builders.Count });
            if (point.Point.Trace is { } trace) (traced ??= []).Add(new(builder.Place, builder.Count, trace));
            builder.Add(point);
        }

        traces = traced;
        return [.. builders.Values.Select(builder => builder.Build())];
    }

    /// <summary>Every point of a frame; those that are wrong by themselves have a <see cref="FramePoint.Refusal"/>.</summary>
    /// <exception cref="FrameFormatException">
    /// A column's length contradicts its block, a sequence its frame, or the frame holds more than <see cref="FrameLimits"/> allows.
    /// </exception>
    public static IReadOnlyList<FramePoint> ToPoints(MeasurementFrame frame)
    {
        RequireRanges(frame);
        RequireSize(frame.Series);
        var points = new List<FramePoint>(frame.Series.Sum(block => block.Count));
        var characters = 0L;
        foreach (var block in frame.Series)
        {
            var columns = new SeriesColumns(block);
            characters += columns.Characters;
            if (characters > FrameLimits.Characters)
                throw new FrameFormatException($"the names and texts of its points have more than {FrameLimits.Characters:N0} characters");
            Read(block, columns, frame, points);
        }

        if (frame.Traces is { Count: > 0 } traces) Trace(points, frame.Series, traces);
        return points;
    }

    // A trace that belongs to no point is passed over: what is measured is never lost for the sake of what is watched.
    private static void Trace(List<FramePoint> points, IReadOnlyList<SeriesBlock> series, IReadOnlyList<PointTrace> traces)
    {
        var first = new int[series.Count];
        for (var block = 1; block < first.Length; block++) first[block] = first[block - 1] + series[block - 1].Count;
        foreach (var (block, row, trace) in traces)
        {
            if ((uint)block >= (uint)first.Length || (uint)row >= (uint)series[block].Count) continue;
            var place = first[block] + row;
            points[place] = points[place] with { Point = points[place].Point with { Trace = trace } };
        }
    }

    private static void RequireRanges(MeasurementFrame frame)
    {
        var records = frame.LastSequence - frame.FirstSequence + 1;
        if (frame.FirstSequence < 1 || records is < 1 or > FrameLimits.Records || frame.LastSequence > FrameLimits.Sequence)
            throw new FrameFormatException(
                $"records {frame.FirstSequence} to {frame.LastSequence} are no range of at most {FrameLimits.Records}");
        var after = 0L;
        foreach (var held in frame.Deferred ?? [])
        {
            if (held.First <= after || held.Last < held.First || held.Last >= frame.FirstSequence)
                throw new FrameFormatException($"held_back has ranges that are not ascending before record {frame.FirstSequence}");
            after = held.Last;
        }
    }

    // One entry of a column may stand for every point: what becomes of it is counted before any of it is made.
    private static void RequireSize(IReadOnlyList<SeriesBlock> series)
    {
        var (points, cells) = (0L, 0L);
        foreach (var block in series)
        {
            points += block.Count;
            cells += (long)block.Count * (block.Tags.Count + block.Fields.Count);
        }

        if (points > FrameLimits.Points)
            throw new FrameFormatException($"the frame has {points:N0} points; at most {FrameLimits.Points:N0} are allowed");
        if (cells > FrameLimits.Cells)
            throw new FrameFormatException($"the frame has {cells:N0} tags and fields; at most {FrameLimits.Cells:N0} are allowed");
    }

    private static void Read(SeriesBlock block, SeriesColumns columns, MeasurementFrame frame, List<FramePoint> points)
    {
        var time = block.Time.Base;
        var sequence = frame.FirstSequence;
        for (var row = 0; row < block.Count; row++)
        {
            time = Sum(time, block.Time.Step[row], "a time");
            sequence = Sum(sequence, block.Sequence[row], "a sequence");
            if (sequence < frame.FirstSequence || sequence > frame.LastSequence)
                throw new FrameFormatException($"record {sequence} lies outside of {frame.FirstSequence} to {frame.LastSequence}");
            var point = columns.PointAt(row, time, out var refusal);
            points.Add(new FramePoint(sequence, block.Binding, block.Version, point) { Refusal = refusal });
        }
    }

    internal static long Sum(long left, long right, string what)
    {
        var sum = unchecked(left + right);
        return ((left ^ sum) & (right ^ sum)) >= 0 ? sum : throw new FrameFormatException($"{what} is out of range");
    }
}
