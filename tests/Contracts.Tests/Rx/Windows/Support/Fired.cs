namespace EventEdge.Contracts.Tests.Rx.Windows.Support;

/// <summary>A firing, times in seconds from <see cref="WindowBench.Origin"/>. Reads as <c>a [0,10) r0: 2 events, sum 5</c>.</summary>
internal sealed record Fired(string Key, double Start, double End, int Revision, bool Partial, long Count, long Sum, long Min, long Max)
{
    /// <summary>Which window, whatever its revision.</summary>
    public (string Key, double Start, double End) Window => (Key, Start, End);

    /// <summary>Whether it was shown before it was complete.</summary>
    public bool Provisional { get; init; }

    public override string ToString() => FormattableString.Invariant(
        $"{Key} [{Start},{End}) r{Revision}{(Partial ? " partial" : "")}{(Provisional ? " provisional" : "")}: {Count} events, sum {Sum}");
}
