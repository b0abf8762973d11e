using EventEdge.CloudIngest.Identity;
using EventEdge.CloudIngest.Ledger.Records;
using EventEdge.Contracts.Measurements;

namespace EventEdge.CloudIngest.Tests.Stores;

/// <summary>The contract in its own words, one point after the other.</summary>
internal sealed class ContractModel
{
    public Dictionary<DateTimeOffset, (int Revision, Dictionary<string, double> Fields)> Points { get; } = [];

    public PointCounts Counts { get; private set; }

    public void Take(Point point) => Counts += PointCounts.Of(OutcomeOf(point));

    private PointOutcome OutcomeOf(Point point)
    {
        var fields = point.Fields.ToDictionary(field => field.Key, field => field.Value.AsNumber);
        var exists = Points.TryGetValue(point.Time, out var stored);
        if (exists && point.Revision < stored.Revision) return PointOutcome.Stale;
        if (!exists || point.Revision > stored.Revision)
        {
            Points[point.Time] = (point.Revision, fields);
            return exists ? PointOutcome.Corrected : PointOutcome.Created;
        }

        var overwrites = fields.Any(field => stored.Fields.TryGetValue(field.Key, out var value) && value != field.Value);
        var adds = fields.Keys.Except(stored.Fields.Keys).Any();
        foreach (var (name, value) in fields) stored.Fields[name] = value;
        return overwrites ? PointOutcome.Replaced : adds ? PointOutcome.Merged : PointOutcome.Unchanged;
    }
}
