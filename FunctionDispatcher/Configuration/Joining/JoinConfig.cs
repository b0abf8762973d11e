using EventEdge.FunctionDispatcher.Configuration.Shapes;

namespace EventEdge.FunctionDispatcher.Configuration.Joining;

/// <summary>
/// The result of another binding that belongs to an event: of the same key, and near in event time. Its fields become <c>as.field</c>. The
/// function is called once for each event, when nothing nearer can come, and again when something late changes what belonged to it.
/// </summary>
public sealed record JoinConfig
{
    /// <summary>The other binding, in the same file: its results are joined, final ones only. Required.</summary>
    [Form("[a-z][a-z0-9_]*", 64)]
    public required string With { get; init; }

    /// <summary>What its fields are called by: <c>as.field</c>. Default: the name of the other binding.</summary>
    [Form("[a-z][a-z0-9_]*", 64)]
    public string? As { get; init; }

    /// <summary>The fields, or tags of the results, that must be the same on both sides; compared as texts. Required.</summary>
    [CommandLine]
    public required IReadOnlyList<string> On { get; init; }

    /// <summary>How far apart in event time they may be. 1 ms to 1 d. Required.</summary>
    [Range("1ms", "1d")]
    public required TimeSpan Within { get; init; }

    /// <summary>Which of several results belongs to the event. Default <c>nearest</c>.</summary>
    public JoinMatch Match { get; init; }

    /// <summary>What becomes of an event to which none belongs. Default <c>inner</c>.</summary>
    public JoinKind Kind { get; init; }

    /// <summary>The fields that are taken; <c>time</c> and <c>window_end</c> are fields too. Default: all but these and the key.</summary>
    public IReadOnlyList<string>? Fields { get; init; }

    /// <summary>Fields that are computed from both sides, in the order in which they are written. Default: none.</summary>
    public IReadOnlyDictionary<string, string>? Set { get; init; }

    /// <summary>Condition on both sides that a joined event must meet. Default: every joined event.</summary>
    public string? Where { get; init; }

    /// <summary>
    /// How far behind the newest of its key a result of the other binding may be and still be in time. 0 s to 30 d. Default: that of
    /// <c>event_time</c>.
    /// </summary>
    [Range("0s", "30d")]
    public TimeSpan? OutOfOrder { get; init; }

    /// <summary>How much later, beyond <c>within</c>, a result corrects what was joined. 0 s to 30 d. Default: that of
    /// <c>event_time</c>.</summary>
    [Range("0s", "30d")]
    public TimeSpan? AllowedLateness { get; init; }

    /// <summary>After this silence of the other binding it is not waited for any more. 1 ms to 30 d. Default: that of
    /// <c>event_time</c>.</summary>
    [Range("1ms", "30d")]
    public TimeSpan? IdleTimeout { get; init; }

    /// <summary>What the fields of the other side begin with, without the dot.</summary>
    internal string Alias => As ?? With;
}

/// <summary>Which of several results belongs to an event.</summary>
public enum JoinMatch
{
    /// <summary>The nearest in time; of two that are as near, the earlier.</summary>
    Nearest,

    /// <summary>The latest that is not after the event.</summary>
    Latest,

    /// <summary>The first that is not before the event.</summary>
    Next,
}

/// <summary>What becomes of an event to which no result belongs.</summary>
public enum JoinKind
{
    /// <summary>It leads to nothing.</summary>
    Inner,

    /// <summary>It goes on without the fields of the other side.</summary>
    Left,
}
