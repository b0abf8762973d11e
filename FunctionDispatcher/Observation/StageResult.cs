using EventEdge.FunctionDispatcher.Outputs;

namespace EventEdge.FunctionDispatcher.Observation;

/// <summary>
/// What one stage said to one event, window or result. A value: it costs no memory but for the sentence on something rejected.
/// </summary>
public readonly record struct StageResult
{
    private readonly string? _sentence;

    private StageResult(StageOutcome outcome, StageReason reason, FailureStage failure = default, string? sentence = null) =>
        (Outcome, Cause, Failure, _sentence) = (outcome, reason, failure, sentence);

    /// <summary>What was decided.</summary>
    public StageOutcome Outcome { get; }

    /// <summary>Why it was dropped or waits.</summary>
    public StageReason Cause { get; }

    /// <summary>Under which stage its dead letter is found; only of use where it was rejected.</summary>
    public FailureStage Failure { get; }

    /// <summary>Whether the event passed late, and corrected a window that had fired.</summary>
    public bool IsCorrection { get; private init; }

    /// <summary>Whether it goes on.</summary>
    public bool IsPassed => Outcome == StageOutcome.Passed;

    /// <summary>Why it does not go on, in one sentence; null where it does.</summary>
    public string? Reason => _sentence ?? StageReasons.Describe(Cause);

    /// <summary>It goes on.</summary>
    public static StageResult Passed => default;

    /// <summary>It goes on, and corrected a window that had fired.</summary>
    internal static StageResult Corrected => new() { IsCorrection = true };

    /// <summary>It ends here, as declared.</summary>
    internal static StageResult Dropped(StageReason reason) => new(StageOutcome.Dropped, reason);

    /// <summary>It stays here for now.</summary>
    internal static StageResult Waiting(StageReason reason) => new(StageOutcome.Waiting, reason);

    /// <summary>It is given up.</summary>
    internal static StageResult Rejected(FailureStage failure, string sentence) =>
        new(StageOutcome.Rejected, StageReason.None, failure, sentence);
}
