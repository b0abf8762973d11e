using EventEdge.Contracts.Measurements;
using EventEdge.FunctionDispatcher.Functions.Merging;

namespace EventEdge.EdgeBridge.Coarsening;

/// <summary>
/// The points of one series within a batch. A window is merged only if nothing that left the edge, or can still come, speaks of it: all its
/// revisions are in the batch, and the series has moved beyond its allowed lateness. So no sum is ever counted twice.
/// </summary>
internal sealed class SeriesWindows
{
    private readonly List<Point> _points = [];

    /// <summary>Takes the series' next point.</summary>
    public void Add(Point point) => _points.Add(point);

    /// <summary>The points on a grid <paramref name="factor"/> times as wide as the windows were declared.</summary>
    public IEnumerable<Point> Merged(int factor)
    {
        var moved = _points.Max(point => point.WindowEnd ?? DateTimeOffset.MinValue);
        var windows = _points.GroupBy(point => (point.Time, point.WindowEnd)).ToList();
        var final = windows.Where(revisions => IsFinal(revisions, moved)).ToHashSet();
        var kept = windows.Where(revisions => !final.Contains(revisions)).SelectMany(revisions => revisions);
        var cells = final
            .Select(revisions => revisions.MaxBy(point => point.Revision)!)
            .GroupBy(point => CellOf(point, factor))
            .SelectMany(cell => Merge([.. cell.OrderBy(point => point.Time)]));
        return kept.Concat(cells).OrderBy(point => point.Time).ThenBy(point => point.Revision);
    }

    private static bool IsFinal(IEnumerable<Point> revisions, DateTimeOffset moved)
    {
        var first = revisions.First();
        return first.Mergeable is { } mergeable
            && first.WindowEnd is { } end
            && end - DateTimeOffset.MinValue <= moved - DateTimeOffset.MinValue - mergeable.Lateness
            && revisions.Min(point => point.Revision) == 0
            && revisions.All(point => point.Mergeable is not null);
    }

    private static (TimeSpan Width, long Cell) CellOf(Point point, int factor)
    {
        var width = point.Mergeable!.Width;
        return (width, (long)Math.Floor((point.Time - DateTimeOffset.UnixEpoch) / (width * factor)));
    }

    private static IEnumerable<Point> Merge(List<Point> windows)
    {
        var first = windows[0] with { Revision = 0 };
        if (windows.Count == 1) return [first];
        if (ResultStates.Merge([.. windows.Select(window => window.Mergeable!.State)]) is not { } state) return windows;
        // The time of the first window, not of the cell: an identity that one of the merged windows has given up, so no other point has it.
        return [CoarsePoint.Of(first with { WindowEnd = windows[^1].WindowEnd }, first.Mergeable! with { State = state })];
    }
}
