using EventEdge.Contracts.Measurements;
using EventEdge.EdgeBridge.Outbox.Records;
using EventEdge.FunctionDispatcher;

namespace EventEdge.EdgeBridge.Downsampling;

/// <summary>
/// The points of one series within a batch. A window is merged only if nothing else that leaves the edge speaks of it: all its revisions
/// are in the batch, and those that come later add to it instead of replacing it (<see cref="MergeFrontier"/>). So no sum is ever counted
/// twice.
/// </summary>
/// <param name="mayMerge">Whether no correction waits elsewhere in the outbox for the window that begins with a point.</param>
internal sealed class SeriesWindows(Func<Point, bool> mayMerge)
{
    private readonly List<Point> _points = [];

    /// <summary>Takes the series' next point.</summary>
    public void Add(Point point) => _points.Add(point);

    /// <summary>The points on a grid <paramref name="factor"/> times as wide as the windows were declared.</summary>
    public IEnumerable<Point> Merged(int factor)
    {
        var windows = _points.GroupBy(point => (point.Time, point.WindowEnd)).ToList();
        var whole = windows.Where(revisions => IsWhole(revisions)).ToHashSet();
        var kept = windows.Where(revisions => !whole.Contains(revisions)).SelectMany(revisions => revisions);
        var cells = whole
            .Select(revisions => revisions.MaxBy(point => point.Revision)!)
            .GroupBy(point => CellOf(point, factor))
            .SelectMany(cell => Merge([.. cell.OrderBy(point => point.Time)]));
        return kept.Concat(cells).OrderBy(point => point.Time).ThenBy(point => point.Revision);
    }

    private bool IsWhole(IEnumerable<Point> revisions) =>
        revisions.All(point => point is { Mergeable: not null, WindowEnd: not null })
        && revisions.Min(point => point.Revision) == 0
        && mayMerge(revisions.First());

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
        return [DownsampledPoint.Of(
            first with { WindowEnd = windows.Max(window => window.WindowEnd) }, first.Mergeable! with { State = state })];
    }
}
