using EventEdge.Contracts.Events;
using EventEdge.Contracts.Rx.EventTime;
using EventEdge.FunctionDispatcher.Pipeline;

namespace EventEdge.FunctionDispatcher.Workers;

/// <summary>One message for one binding, as the dispatch loop puts it on the list. Workers only read it.</summary>
/// <param name="Binding">The binding.</param>
/// <param name="Captures">What the topic holds for the binding's captures.</param>
/// <param name="Recorded">Recorded time of the binding, once it has observed the message.</param>
/// <param name="Number">Its number among all events of the binding.</param>
/// <param name="Index">Which message of the batch it is.</param>
/// <param name="Reader">Which worker reads it.</param>
internal readonly record struct WorkItem(
    BindingRuntime Binding, IReadOnlyList<string> Captures, RecordedTime Recorded, long Number, int Index, int Reader);

/// <summary>What its reader found in a message.</summary>
internal struct DecodedMessage
{
    /// <summary>The event; the reader's own, until the batch is done.</summary>
    public EdgeEvent Event;

    /// <summary>Why it could not be read, or not be given a timestamp.</summary>
    public string? Error;

    /// <summary>How far it could be read.</summary>
    public DecodeResult DecodeResult;

    /// <summary>Whether its id was seen before.</summary>
    public bool IsDuplicate;

    /// <summary>Which worker has its key.</summary>
    public int Owner;

    /// <summary>Whether it goes on to the windows, or to the function.</summary>
    public readonly bool GoesOn => DecodeResult == DecodeResult.Complete && !IsDuplicate;
}
