namespace EventEdge.FunctionDispatcher.Observation;

/// <summary>
/// Is told every result of every stage. Called from the dispatch loop, for each binding in the order of the journal: whoever takes long
/// holds up the node, so that anything slow belongs behind a bounded queue of the observer's own. What it throws does not reach the node:
/// it is logged, and the observer is not called any more. After a restart a replay tells again what it takes again.
/// </summary>
public interface IStageObserver
{
    /// <summary>A stage has decided. What the observation refers to is valid during the call only.</summary>
    void Observe(in StageObservation observation);
}
