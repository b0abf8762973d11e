namespace EventEdge.FunctionDispatcher.Observation;

/// <summary>
/// Picks, of what ends at the same stage in the same way, the first few of each tenth of a second. By recorded time: a clock that was set
/// back begins another tenth.
/// </summary>
internal sealed class EndSample
{
    /// <summary>Most of one kind in <see cref="Span"/>.</summary>
    public const int Limit = 4;

    /// <summary>A tenth of a second, in ticks.</summary>
    public const long Span = TimeSpan.TicksPerSecond / 10;

    private const int Outcomes = (int)StageOutcome.Waiting + 1;
    private const int Kinds = ((int)Stage.Emit + 1) * Outcomes;

    private readonly (long Since, int Count)[] _kinds = new (long, int)[Kinds];

    /// <summary>Whether one that ends now, in ticks, is told.</summary>
    public bool Takes(Stage stage, StageOutcome outcome, long now)
    {
        ref var kind = ref _kinds[((int)stage * Outcomes) + (int)outcome];
        if ((ulong)(now - kind.Since) >= Span) kind = (now, 0);
        if (kind.Count >= Limit) return false;
        kind.Count++;
        return true;
    }
}
