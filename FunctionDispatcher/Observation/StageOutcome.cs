namespace EventEdge.FunctionDispatcher.Observation;

/// <summary>What a stage decided.</summary>
public enum StageOutcome
{
    /// <summary>It goes on to the next stage; after the last, it is done.</summary>
    Passed,

    /// <summary>It ends here, as declared: nothing is wrong with it.</summary>
    Dropped,

    /// <summary>It is given up, with a dead letter.</summary>
    Rejected,

    /// <summary>It stays here until something else has happened.</summary>
    Waiting,
}
