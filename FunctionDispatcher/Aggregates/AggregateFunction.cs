using EventEdge.Contracts.Events;
using EventEdge.Contracts.Functions;

namespace EventEdge.FunctionDispatcher.Aggregates;

/// <summary>Named results of a window, each computed by an expression over aggregates.</summary>
internal sealed class AggregateFunction(IReadOnlyList<KeyValuePair<string, AggregateExpression>> results) : IAggregateFunction
{
    private AggregatePlan? _plan;

    /// <inheritdoc />
    public void Bind(EventLayout layout) => _plan = new(results, layout);

    /// <inheritdoc />
    public IAccumulator CreateAccumulator() =>
        new AggregateAccumulator(_plan ?? throw new InvalidOperationException("bind comes first"), results);
}
