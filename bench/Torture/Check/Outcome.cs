namespace EventEdge.Torture.Check;

/// <summary>How a run ended.</summary>
/// <param name="Windows">The sensors' readings against the store.</param>
/// <param name="Ledger">What the nodes say; null when one did not answer.</param>
/// <param name="Claims">What else had to be right, and what was wrong with it.</param>
/// <param name="Unexplained">What the ledgers of both sides do not explain.</param>
internal sealed record Outcome(
    WindowCheck Windows, LedgerCheck? Ledger, IReadOnlyDictionary<string, string?> Claims, IReadOnlyList<string> Unexplained)
{
    /// <summary>How far it is from right: it has settled when this does not change any more.</summary>
    public (long, int) Distance =>
        (Windows.Lost + Windows.CountedTwice + Windows.WrongWindows + Windows.DuplicatePoints,
            Claims.Values.Count(departure => departure is not null));

    public bool IsClean => Windows.IsClean && Ledger is { IsClean: true } && Distance.Item2 == 0;
}
