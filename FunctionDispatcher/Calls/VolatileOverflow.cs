using EventEdge.FunctionDispatcher.Observation;
using EventEdge.FunctionDispatcher.Outputs;

namespace EventEdge.FunctionDispatcher.Calls;

/// <summary>
/// Events in no journal that come while the function has no room for more calls. The first of a row leaves a dead letter; one for each
/// event of a flood would only push other dead letters out.
/// </summary>
internal struct VolatileOverflow
{
    private bool _isReported;

    /// <summary>What to say to the next of them.</summary>
    public StageResult Next()
    {
        if (_isReported) return StageResult.Dropped(StageReason.NoCapacity);
        _isReported = true;
        return StageResult.Rejected(FailureStage.Invoke, StageReasons.Describe(StageReason.NoCapacity)!);
    }

    /// <summary>The row is over.</summary>
    public void End() => _isReported = false;
}
