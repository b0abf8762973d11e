using EventEdge.Contracts.Measurements;

namespace EventEdge.Contracts.Functions;

/// <summary>
/// A function called once for each window that fires, and again for each correction, with the events themselves. The events are kept
/// until the window is closed for good, so memory grows with them; where a sum will do, use <see cref="IAggregateFunction"/>.
/// Throw to reject the window: it becomes a dead letter of stage <c>invoke</c>.
/// </summary>
public interface IWindowFunction
{
    /// <summary>The measurements of this window; none is fine.</summary>
    IEnumerable<Measurement> Invoke(EventWindow window, FunctionContext context);
}
