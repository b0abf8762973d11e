using EventEdge.Contracts.Events;
using EventEdge.Contracts.Functions;

namespace EventEdge.FunctionDispatcher.Functions.Count;

/// <summary>The number of events of a window, as the field <c>count</c>.</summary>
internal sealed class CountFunction : IAggregateFunction
{
    /// <inheritdoc />
    public void Bind(EventLayout layout)
    {
    }

    /// <inheritdoc />
    public IAccumulator CreateAccumulator() => new CountAccumulator();
}
