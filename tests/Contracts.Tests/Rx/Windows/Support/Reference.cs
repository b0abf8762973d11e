using EventEdge.Contracts.Rx.Windows;

namespace EventEdge.Contracts.Tests.Rx.Windows.Support;

/// <summary>An event of a generated history: timestamp in seconds, key, value.</summary>
internal readonly record struct Sample(double Time, string Device, long Value);

/// <summary>What the windows of a whole history must hold, by plain queries over all of it at once.</summary>
internal static class Reference
{
    public static IEnumerable<Fired> Windows(WindowShape window, IEnumerable<Sample> history) => history
        .GroupBy(sample => sample.Device)
        .SelectMany(key => Cut(window, [.. key.OrderBy(s => s.Time).ThenBy(s => s.Value)])
            .Select(cut => Summarise(key.Key, cut.Start, cut.End, cut.Samples)));

    private static IEnumerable<(double Start, double End, Sample[] Samples)> Cut(WindowShape window, Sample[] sorted) => window.Kind switch
    {
        WindowKind.Sliding => Sliding(sorted, window.Size.TotalSeconds),
        WindowKind.Session => Sessions(sorted, window.Size.TotalSeconds, window.SessionMax?.TotalSeconds ?? double.MaxValue),
        WindowKind.Condition => Spans(sorted, window.Size.TotalSeconds, isWhile: window.Size == WindowBench.Seconds(9)),
        WindowKind.Count => Counted(sorted, window.CountSize, window.CountHop),
        _ => Aligned(sorted, window.Size.TotalSeconds, window.Hop.TotalSeconds),
    };

    // Every place on the epoch's grid, tried one by one.
    private static IEnumerable<(double, double, Sample[])> Aligned(Sample[] sorted, double size, double hop)
    {
        var origin = (double)WindowBench.Origin.ToUnixTimeSeconds();
        for (var n = Math.Floor((origin + sorted[0].Time - size) / hop); (n * hop) - origin <= sorted[^1].Time; n++)
        {
            var start = (n * hop) - origin;
            var inside = sorted.Where(s => s.Time >= start && s.Time < start + size).ToArray();
            if (inside.Length > 0) yield return (start, start + size, inside);
        }
    }

    private static IEnumerable<(double, double, Sample[])> Sliding(Sample[] sorted, double size) =>
        from time in sorted.Select(s => s.Time).Distinct()
        select (time - size, time, sorted.Where(s => s.Time > time - size && s.Time <= time).ToArray());

    private static IEnumerable<(double, double, Sample[])> Sessions(Sample[] sorted, double gap, double max)
    {
        var session = new List<Sample>();
        foreach (var sample in sorted)
        {
            if (session.Count > 0 && (sample.Time >= session[^1].Time + gap || sample.Time >= session[0].Time + max))
            {
                yield return Close();
                session.Clear();
            }
            session.Add(sample);
        }
        yield return Close();

        (double, double, Sample[]) Close() =>
            (session[0].Time, Math.Min(session[^1].Time + gap, session[0].Time + max), session.ToArray());
    }

    private static IEnumerable<(double, double, Sample[])> Spans(Sample[] sorted, double max, bool isWhile)
    {
        var span = new List<Sample>();
        foreach (var sample in sorted)
        {
            if (span.Count > 0 && sample.Time >= span[0].Time + max) yield return Close(span[0].Time + max);
            var begins = isWhile ? sample.Value > 0 : sample.Value >= 3;
            if (span.Count == 0 && !begins) continue;
            if (isWhile && !begins)
            {
                yield return Close(Math.Max(sample.Time, span[^1].Time + 1e-7));
                continue;
            }

            span.Add(sample);
            if (!isWhile && sample.Value <= -3) yield return Close(sample.Time + 1e-7);
        }

        if (span.Count > 0) yield return Close(span[^1].Time + 1e-7);

        (double, double, Sample[]) Close(double end)
        {
            var closed = (span[0].Time, end, span.ToArray());
            span.Clear();
            return closed;
        }
    }

    private static IEnumerable<(double, double, Sample[])> Counted(Sample[] sorted, int size, int hop)
    {
        for (var first = 0; first < sorted.Length; first += hop)
        {
            var inside = sorted.Skip(first).Take(size).ToArray();
            yield return (inside[0].Time, inside[^1].Time + 1e-7, inside);
        }
    }

    private static Fired Summarise(string key, double start, double end, Sample[] samples) => new(
        key, Math.Round(start, 7), Math.Round(end, 7), 0, false,
        samples.Length, samples.Sum(s => s.Value), samples.Min(s => s.Value), samples.Max(s => s.Value));
}
