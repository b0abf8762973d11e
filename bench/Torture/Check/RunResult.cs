namespace EventEdge.Torture.Check;

/// <summary>The account of one run.</summary>
internal sealed record RunResult
{
    public required int Seed { get; init; }

    public required TimeSpan Duration { get; init; }

    public required WindowCheck Windows { get; init; }

    /// <summary>Null when edge or cloud did not answer at the end.</summary>
    public required LedgerCheck? Ledger { get; init; }

    /// <summary>Packets sent with DUP.</summary>
    public required long Resent { get; init; }

    public required long StrangeAcks { get; init; }

    /// <summary>Faults by name: brought about, and tried in vain.</summary>
    public required IReadOnlyDictionary<string, (int Done, int Vain)> Faults { get; init; }

    public required int Kills { get; init; }

    public bool IsClean => Windows.IsClean && Ledger is { IsClean: true } && StrangeAcks == 0;
}
