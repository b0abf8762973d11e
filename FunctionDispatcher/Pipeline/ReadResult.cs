using EventEdge.FunctionDispatcher.Observation;

namespace EventEdge.FunctionDispatcher.Pipeline;

/// <summary>How far an event came through the stages that remember nothing.</summary>
/// <param name="Stage">The stage it ended at; <see cref="Stage.EventTime"/> where it came through them, or failed at that last one.</param>
/// <param name="Result">What that stage said.</param>
internal readonly record struct ReadResult(Stage Stage, StageResult Result)
{
    /// <summary>Whether it came far enough to have an id.</summary>
    public bool IsDecoded => Stage == Stage.EventTime;

    /// <summary>Whether it came through all of them.</summary>
    public bool IsComplete => Stage == Stage.EventTime && Result.IsPassed;
}
