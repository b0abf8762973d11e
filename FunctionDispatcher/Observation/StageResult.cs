using EventEdge.FunctionDispatcher.Outputs;

namespace EventEdge.FunctionDispatcher.Observation;

/// <summary>
/// What one stage said to one event, window or result. A value of two words: it costs no memory but for the sentence on something rejected.
/// </summary>
public readonly record struct StageResult
{
    private readonly string? _sentence;
    private readonly byte _outcome;
    private readonly byte _cause;
    private readonly byte _failure;
    private readonly byte _stage;
    private readonly bool _isCorrection;

    private StageResult(
        StageOutcome outcome, StageReason cause = default, FailureStage failure = default, string? sentence = null, Stage stage = default)
    {
        (_outcome, _cause, _failure, _stage) = ((byte)outcome, (byte)cause, (byte)failure, (byte)stage);
        _sentence = sentence;
    }

    private StageResult(bool isCorrection)
    {
        this = default;
        _isCorrection = isCorrection;
    }

    /// <summary>What was decided.</summary>
    public StageOutcome Outcome => (StageOutcome)_outcome;

    /// <summary>Why it was dropped or waits.</summary>
    public StageReason Cause => (StageReason)_cause;

    /// <summary>Under which stage its dead letter is found; only of use where it was rejected.</summary>
    public FailureStage Failure => (FailureStage)_failure;

    /// <summary>Whether the event passed late, and corrected a window that had fired.</summary>
    public bool IsCorrection => _isCorrection;

    /// <summary>Whether it goes on.</summary>
    public bool IsPassed => _outcome == (byte)StageOutcome.Passed;

    /// <summary>Why it does not go on, in one sentence; null where it does.</summary>
    public string? Reason => _sentence ?? StageReasons.Describe(Cause);

    /// <summary>It goes on.</summary>
    public static StageResult Passed => default;

    /// <summary>Where several stages were taken at once, the one that said it.</summary>
    internal Stage Stage => (Stage)_stage;

    /// <summary>It goes on, and corrected a window that had fired.</summary>
    internal static StageResult Corrected => new(isCorrection: true);

    /// <summary>It ends here, as declared.</summary>
    internal static StageResult Dropped(StageReason reason) => new(StageOutcome.Dropped, reason);

    /// <summary>It stays here for now.</summary>
    internal static StageResult Waiting(StageReason reason) => new(StageOutcome.Waiting, reason);

    /// <summary>It is given up.</summary>
    internal static StageResult Rejected(FailureStage failure, string sentence) =>
        new(StageOutcome.Rejected, failure: failure, sentence: sentence);

    /// <summary>The same, with the stage that said it.</summary>
    internal StageResult At(Stage stage) => new(Outcome, Cause, Failure, _sentence, stage);
}
