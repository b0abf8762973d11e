using EventEdge.Contracts.Measurements;

namespace EventEdge.EdgeBridge.Status;

/// <summary>
/// The last results of a node, for the dashboard only: a ring that forgets the oldest. Safe for concurrent use; <see cref="Add"/> is
/// cheap enough for the dispatch loop, because points are turned into <see cref="RecentResult"/> only when someone looks.
/// </summary>
/// <param name="limit">Results kept, at least 1.</param>
public sealed class RecentResults(int limit = RecentResults.DefaultLimit)
{
    /// <summary>Results kept unless told otherwise.</summary>
    public const int DefaultLimit = 512;

    private readonly Lock _gate = new();
    private readonly (string Binding, Point Point)[] _ring = new (string, Point)[Math.Max(1, limit)];
    private long _count;

    /// <summary>Keeps a result.</summary>
    public void Add(string binding, Point point)
    {
        lock (_gate)
        {
            _ring[_count % _ring.Length] = (binding, point);
            _count++;
        }
    }

    /// <summary>Results newer than the given number, oldest first.</summary>
    public IReadOnlyList<RecentResult> After(long number)
    {
        lock (_gate)
        {
            var first = Math.Max(Math.Max(0, number), _count - _ring.Length);
            var results = new List<RecentResult>((int)Math.Max(0, _count - first));
            for (var i = first; i < _count; i++)
            {
                var (binding, point) = _ring[i % _ring.Length];
                results.Add(RecentResult.Of(i + 1, binding, point));
            }

            return results;
        }
    }
}
