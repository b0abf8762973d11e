namespace EventEdge.FunctionDispatcher.Observation;

/// <summary>How much of what happens an observer is told.</summary>
public enum StageInterest
{
    /// <summary>Every result of every stage.</summary>
    Everything,

    /// <summary>
    /// Where events, windows and results came to their end, and of those of one binding that end alike no more than four in a tenth of a
    /// second of recorded time: a sample that costs next to nothing, however many there are.
    /// </summary>
    Ends,
}
