using EventEdge.FunctionDispatcher.Functions.Numerics;

namespace EventEdge.FunctionDispatcher.Functions.Lttb;

/// <summary>
/// Largest triangle, three buckets (S. Steinarsson, 2013): the first and the last value, and of each bucket between the one that makes the
/// largest triangle with the value kept before and the mean of the next bucket.
/// </summary>
internal static class LargestTriangles
{
    /// <summary>So many of the samples, in their order; all where there are not more.</summary>
    public static IReadOnlyList<Edge> Of(IReadOnlyList<Edge> samples, int points)
    {
        if (samples.Count <= points) return samples;
        var kept = new List<Edge>(points) { samples[0] };
        var width = (samples.Count - 2) / (double)(points - 2);
        for (var bucket = 0; bucket < points - 2; bucket++)
        {
            var (start, end) = (Start(bucket, width), Start(bucket + 1, width));
            var next = bucket == points - 3 ? samples.Count : Start(bucket + 2, width);
            kept.Add(Largest(samples, start, end, kept[^1], MeanOf(samples, end, next)));
        }

        kept.Add(samples[^1]);
        return kept;
    }

    private static int Start(int bucket, double width) => (int)Math.Floor(bucket * width) + 1;

    // Twice the area; times are counted from the first sample, so that no digit is lost.
    private static Edge Largest(IReadOnlyList<Edge> samples, int start, int end, Edge left, (double Ticks, double Value) right)
    {
        var (best, largest) = (samples[start], -1.0);
        var width = right.Ticks - (left.Ticks - samples[0].Ticks);
        for (var i = start; i < end; i++)
        {
            var area = Math.Abs((width * (samples[i].Value - left.Value)) - ((samples[i].Ticks - left.Ticks) * (right.Value - left.Value)));
            if (area > largest) (best, largest) = (samples[i], area);
        }

        return best;
    }

    private static (double Ticks, double Value) MeanOf(IReadOnlyList<Edge> samples, int start, int end)
    {
        var (ticks, value) = (0.0, 0.0);
        for (var i = start; i < end; i++)
        {
            ticks += samples[i].Ticks - samples[0].Ticks;
            value += samples[i].Value;
        }

        return (ticks / (end - start), value / (end - start));
    }
}
