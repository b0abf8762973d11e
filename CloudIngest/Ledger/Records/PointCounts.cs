using EventEdge.CloudIngest.Identity;

namespace EventEdge.CloudIngest.Ledger.Records;

/// <summary>A binding's points in one stream.</summary>
internal sealed record BindingKey(StreamKey Stream, string Binding);

/// <summary>What became of points; every number only grows, and all but the last two add up to what was received.</summary>
internal readonly record struct PointCounts
{
    public long Received { get; init; }

    /// <summary>New in the store, those that completed a point among them.</summary>
    public long Created { get; init; }

    public long Corrected { get; init; }

    public long Stale { get; init; }

    /// <summary>Their record had been stored before, or the store held the same values.</summary>
    public long Duplicates { get; init; }

    public long Replaced { get; init; }

    public long DeadLetters { get; init; }

    /// <summary>Among <see cref="Created"/>: they added fields to a point that was there.</summary>
    public long Merged { get; init; }

    /// <summary>Fields that were left out of points because the store does not take them.</summary>
    public long RefusedFields { get; init; }

    /// <summary>Of one point.</summary>
    public static PointCounts Of(PointOutcome outcome) => outcome switch
    {
        PointOutcome.Created => new() { Received = 1, Created = 1 },
        PointOutcome.Merged => new() { Received = 1, Created = 1, Merged = 1 },
        PointOutcome.Corrected => new() { Received = 1, Corrected = 1 },
        PointOutcome.Stale => new() { Received = 1, Stale = 1 },
        PointOutcome.Redelivered or PointOutcome.Unchanged => new() { Received = 1, Duplicates = 1 },
        PointOutcome.Replaced => new() { Received = 1, Replaced = 1 },
        _ => new() { Received = 1, DeadLetters = 1 },
    };

    public static PointCounts operator +(PointCounts left, PointCounts right) => new()
    {
        Received = left.Received + right.Received,
        Created = left.Created + right.Created,
        Corrected = left.Corrected + right.Corrected,
        Stale = left.Stale + right.Stale,
        Duplicates = left.Duplicates + right.Duplicates,
        Replaced = left.Replaced + right.Replaced,
        DeadLetters = left.DeadLetters + right.DeadLetters,
        Merged = left.Merged + right.Merged,
        RefusedFields = left.RefusedFields + right.RefusedFields,
    };
}
