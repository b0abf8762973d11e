using EventEdge.FunctionDispatcher.Observation;
using EventEdge.FunctionDispatcher.Outputs;

namespace EventEdge.FunctionDispatcher.Explanation.Examples;

/// <summary>What ended at one stage of a binding in the same way.</summary>
/// <param name="Stage">The stage.</param>
/// <param name="Outcome">What it decided.</param>
/// <param name="Cause">Why it was dropped or waits.</param>
/// <param name="Failure">Under which stage its dead letters are found; only of use where it was rejected.</param>
public readonly record struct OutcomeKind(Stage Stage, StageOutcome Outcome, StageReason Cause, FailureStage Failure)
{
    internal static OutcomeKind Of(Stage stage, in StageResult result) => new(stage, result.Outcome, result.Cause, result.Failure);
}

/// <summary>A kind of ends, how many there were, and the newest of them.</summary>
/// <param name="Kind">The kind.</param>
/// <param name="Seen">Those that were looked at: all where there are few, of many a sample.</param>
/// <param name="SincePassed">Those of them since an event last reached the function, or its window.</param>
/// <param name="First">Recorded time of the first.</param>
/// <param name="Examples">The newest, oldest first; at least one.</param>
public sealed record OutcomeEntry(
    OutcomeKind Kind, long Seen, long SincePassed, DateTimeOffset First, IReadOnlyList<OutcomeExample> Examples)
{
    /// <summary>The newest.</summary>
    public OutcomeExample Last => Examples[^1];
}
