namespace EventEdge.Doctor.Checks;

/// <summary>What one check found.</summary>
/// <param name="Check">What was looked at, in a word or two.</param>
/// <param name="State">How it is.</param>
/// <param name="Sentence">What was seen.</param>
/// <param name="Next">What to do; null where nothing is to be done.</param>
internal sealed record Finding(string Check, FindingState State, string Sentence, string? Next = null);

/// <summary>How what was looked at is.</summary>
internal enum FindingState
{
    /// <summary>In order.</summary>
    Ok,

    /// <summary>Not looked at, as it is not used here.</summary>
    Skipped,

    /// <summary>Works, and somebody should know.</summary>
    Warning,

    /// <summary>Keeps the node from its work.</summary>
    Failed,
}
