using EventEdge.FunctionDispatcher.Outputs;

namespace EventEdge.FunctionDispatcher.Observation;

/// <summary>
/// What one stage said to one event, window or result. A value of two words: it costs no memory but for the sentence on something rejected.
/// </summary>
public readonly record struct StageResult
{
    private const int CauseShift = 8;
    private const int FailureShift = 16;
    private const int StageShift = 24;
    private const ulong CorrectionBit = 1ul << 7;

    private readonly string? _sentence;

    // Outcome, cause, failure and stage, a byte each, in one word: so the runtime keeps a result in two registers. Bytes that are written
    // one by one and read together make the processor wait for each of them.
    private readonly ulong _word;

    private StageResult(ulong word, string? sentence) => (_word, _sentence) = (word, sentence);

    /// <summary>What was decided.</summary>
    public StageOutcome Outcome => (StageOutcome)(byte)(_word & ~CorrectionBit);

    /// <summary>Why it was dropped or waits.</summary>
    public StageReason Cause => (StageReason)(byte)(_word >> CauseShift);

    /// <summary>Under which stage its dead letter is found; only of use where it was rejected.</summary>
    public FailureStage Failure => (FailureStage)(byte)(_word >> FailureShift);

    /// <summary>Whether the event passed late, and corrected a window that had fired.</summary>
    public bool IsCorrection => (_word & CorrectionBit) != 0;

    /// <summary>Whether it goes on.</summary>
    public bool IsPassed => Outcome == StageOutcome.Passed;

    /// <summary>Why it does not go on, in one sentence; null where it does.</summary>
    public string? Reason => _sentence ?? StageReasons.Describe(Cause);

    /// <summary>It goes on.</summary>
    public static StageResult Passed => default;

    /// <summary>Where several stages were taken at once, the one that said it.</summary>
    internal Stage Stage => (Stage)(byte)(_word >> StageShift);

    /// <summary>It goes on, and corrected a window that had fired.</summary>
    internal static StageResult Corrected => new(CorrectionBit, null);

    /// <summary>It ends here, as declared.</summary>
    internal static StageResult Dropped(StageReason reason) => new(WordOf(StageOutcome.Dropped, reason), null);

    /// <summary>It stays here for now.</summary>
    internal static StageResult Waiting(StageReason reason) => new(WordOf(StageOutcome.Waiting, reason), null);

    /// <summary>It is given up.</summary>
    internal static StageResult Rejected(FailureStage failure, string sentence) =>
        new(WordOf(StageOutcome.Rejected) | ((ulong)failure << FailureShift), sentence);

    /// <summary>The same, with the stage that said it.</summary>
    internal StageResult At(Stage stage) => new((_word & ((1ul << StageShift) - 1)) | ((ulong)stage << StageShift), _sentence);

    private static ulong WordOf(StageOutcome outcome, StageReason cause = default) => (ulong)outcome | ((ulong)cause << CauseShift);
}
