using EventEdge.Contracts.Events;

namespace EventEdge.Contracts.Functions;

/// <summary>
/// A function whose state per window is small and constant: events are added one by one and never kept. Created once per binding.
/// </summary>
public interface IAggregateFunction
{
    /// <summary>
    /// Told the binding's slots once, before the first window, so that <see cref="IAccumulator.Add"/> need not look up names.
    /// </summary>
    void Bind(EventLayout layout);

    /// <summary>The empty state of one window of one key.</summary>
    IAccumulator CreateAccumulator();
}
