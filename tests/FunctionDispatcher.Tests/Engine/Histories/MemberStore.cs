using EventEdge.Contracts.Measurements;

namespace EventEdge.FunctionDispatcher.Tests.Engine.Histories;

/// <summary>What a store keeps, one point for each identity, and what is wrong with it.</summary>
internal sealed class MemberStore
{
    private readonly Dictionary<string, (Point Point, IReadOnlyList<long> Members)> _points = [];

    /// <summary>Finished windows that another point with fewer of their events has replaced, in words.</summary>
    public List<string> Replaced { get; } = [];

    /// <summary>Takes a point.</summary>
    public void Take(Point point)
    {
        var identity = $"{point.Measurement} {string.Join(',', point.Tags)} {point.Time:O}";
        var members = MembersBuiltin.Read(point);
        if (_points.TryGetValue(identity, out var known))
        {
            if (known.Point.Revision > point.Revision) return;
            if (!known.Point.Provisional && known.Members.Except(members).Any())
            {
                Replaced.Add($"{identity}: {Text(known.Members, known.Point)} became {Text(members, point)}");
            }
        }

        _points[identity] = (point, members);
    }

    /// <summary>The events of all final results, each as often as it is there.</summary>
    public IReadOnlyList<long> Members => [.. _points.Values.Where(p => !p.Point.Provisional).SelectMany(p => p.Members).Order()];

    private static string Text(IReadOnlyList<long> members, Point point) => $"{string.Join(' ', members)} of revision {point.Revision}";
}
