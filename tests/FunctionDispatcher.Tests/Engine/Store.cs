using EventEdge.Contracts.Measurements;

namespace EventEdge.FunctionDispatcher.Tests.Engine;

/// <summary>What a store keeps: one point for each identity, the highest revision of it.</summary>
internal sealed class Store
{
    private readonly Dictionary<string, Point> _points = [];

    /// <summary>Takes a point; true when its identity is new.</summary>
    public bool Take(Point point)
    {
        var identity = $"{point.Measurement} {string.Join(',', point.Tags)} {point.Time:O}";
        if (_points.TryGetValue(identity, out var known) && known.Revision > point.Revision) return false;
        _points[identity] = point;
        return known is null;
    }

    /// <summary>The events counted by each point that is no part, by when it is, in order.</summary>
    public IReadOnlyList<(double Seconds, long Count)> Whole =>
        [.. _points.Values.Where(p => !p.Partial)
            .Select(p => ((p.Time - Some.Noon).TotalSeconds, (long)p.Fields[0].Value.AsNumber)).Order()];

    /// <summary>The events counted by the points.</summary>
    public long Sum(Func<Point, bool>? which = null) =>
        _points.Values.Where(which ?? (_ => true)).Sum(p => (long)p.Fields[0].Value.AsNumber);
}
