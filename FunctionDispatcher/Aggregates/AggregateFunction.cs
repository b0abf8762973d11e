using EventEdge.Contracts.Events;
using EventEdge.Contracts.Functions;

namespace EventEdge.FunctionDispatcher.Aggregates;

/// <summary>Named results of a window, each computed by an expression over aggregates.</summary>
internal sealed class AggregateFunction(IReadOnlyList<KeyValuePair<string, AggregateExpression>> results) : IAggregateFunction
{
    private AggregatePlan? _plan;

    /// <summary>Results by expressions that are known to be right.</summary>
    public static AggregateFunction Of(params ReadOnlySpan<(string Name, string Expression)> results)
    {
        var parsed = new List<KeyValuePair<string, AggregateExpression>>();
        foreach (var (name, text) in results)
        {
            if (!AggregateExpression.TryParse(text, [], out var expression, out var error))
                throw new ArgumentException($"{text}: {error.Message}", nameof(results));
            parsed.Add(new(name, expression));
        }

        return new(parsed);
    }

    /// <inheritdoc />
    public void Bind(EventLayout layout) => _plan = new(results, layout);

    /// <inheritdoc />
    public IAccumulator CreateAccumulator() =>
        new AggregateAccumulator(_plan ?? throw new InvalidOperationException("bind comes first"), results);
}
