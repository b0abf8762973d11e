using EventEdge.Contracts.Events;
using EventEdge.Contracts.Rx.EventTime;
using EventEdge.FunctionDispatcher.Observation;

namespace EventEdge.FunctionDispatcher.Pipeline;

/// <summary>A message that a binding has taken for workers to read, as it stood when it was taken.</summary>
/// <param name="Captures">What the topic holds for the binding's captures.</param>
/// <param name="Recorded">Recorded time of the binding, once it has observed the message.</param>
/// <param name="Number">Its number among all events of the binding.</param>
/// <param name="Owner">Which worker has its key, as far as the topic tells; else negative.</param>
internal readonly record struct TakenMessage(IReadOnlyList<string> Captures, RecordedTime Recorded, long Number, int Owner);

/// <summary>An event that a worker has read.</summary>
internal struct SharedEvent
{
    /// <summary>The event; the reader's own, until the batch is done.</summary>
    public EdgeEvent Event;

    /// <summary>How far it came.</summary>
    public StageResult Read;

    /// <summary>What deduplication says to it.</summary>
    public StageResult Deduplicated;

    /// <summary>Which worker has its key.</summary>
    public int Owner;

    /// <summary>Whether it goes on to the windows, or to the function.</summary>
    public readonly bool GoesOn => Read.IsPassed && Deduplicated.IsPassed;
}
