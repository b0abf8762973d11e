using EventEdge.Contracts.Events;
using EventEdge.Contracts.Measurements;

namespace EventEdge.Contracts.Functions;

/// <summary>
/// A function called for every event. Calls come one at a time. Throw to reject the event: it becomes a dead letter of stage
/// <c>invoke</c> and the next event is not affected. Side effects of its own are at-least-once: a crash may repeat the call.
/// </summary>
public interface IEventFunction
{
    /// <summary>The measurements of this event; none is fine.</summary>
    IEnumerable<Measurement> Invoke(EdgeEvent input, FunctionContext context);
}
