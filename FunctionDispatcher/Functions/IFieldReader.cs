using EventEdge.Contracts.Events;

namespace EventEdge.FunctionDispatcher.Functions;

/// <summary>
/// A per-event built-in that knows which fields it reads, so that the decoder need not keep the others. Functions of other shapes say so in
/// their own Bind; one written by a user may look at any field and gets them all.
/// </summary>
internal interface IFieldReader
{
    /// <summary>Takes the slots of the fields it reads. Called once, before the first event.</summary>
    void Bind(EventLayout layout);
}
