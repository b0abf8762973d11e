using EventEdge.Contracts.Events;
using EventEdge.FunctionDispatcher.Aggregates.States;
using EventEdge.FunctionDispatcher.Functions.Merging;

namespace EventEdge.FunctionDispatcher.Aggregates;

/// <summary>
/// What the aggregates of a window know, with the names and expressions of the results, so that no binding is needed to merge them.
/// </summary>
internal sealed class AggregateResultState : IResultState
{
    /// <summary>Its kind where it is stored.</summary>
    public const byte StoredKind = 4;

    private readonly IReadOnlyList<KeyValuePair<string, AggregateExpression>> _results;
    private readonly AggregatePlan _plan;
    private readonly IAggregateState[] _states;
    private long _end;

    /// <summary>The state of a window.</summary>
    public AggregateResultState(
        IReadOnlyList<KeyValuePair<string, AggregateExpression>> results, AggregatePlan plan, IAggregateState[] states, long end)
    {
        _results = results;
        _plan = plan;
        _states = states;
        _end = end;
    }

    /// <inheritdoc />
    public byte Kind => StoredKind;

    /// <inheritdoc />
    public IReadOnlyList<KeyValuePair<string, FieldValue>> Fields => _plan.Results(_states, _end);

    /// <inheritdoc />
    public bool TryMerge(IResultState other)
    {
        if (other is not AggregateResultState aggregates || !Describes(aggregates._results)) return false;
        for (var i = 0; i < _states.Length; i++) _states[i].Merge(aggregates._states[i]);
        _end = Math.Max(_end, aggregates._end);
        return true;
    }

    /// <inheritdoc />
    public void Save(BinaryWriter writer)
    {
        writer.Write7BitEncodedInt(_results.Count);
        foreach (var (name, expression) in _results)
        {
            writer.Write(name);
            writer.Write(expression.ToString());
        }

        writer.Write(_end);
        foreach (var state in _states)
        {
            if (state is SamplesState samples) samples.SaveClosed(writer);
            else state.Save(writer);
        }
    }

    /// <summary>Reads what <see cref="Save"/> wrote.</summary>
    /// <exception cref="InvalidDataException">An expression that this version does not know.</exception>
    public static AggregateResultState Load(BinaryReader reader)
    {
        var results = new KeyValuePair<string, AggregateExpression>[reader.Read7BitEncodedInt()];
        for (var i = 0; i < results.Length; i++)
        {
            var (name, text) = (reader.ReadString(), reader.ReadString());
            if (!AggregateExpression.TryParse(text, [], out var expression, out var error))
                throw new InvalidDataException($"{name}: {text}: {error.Message}");
            results[i] = new(name, expression);
        }

        var end = reader.ReadInt64();
        var plan = new AggregatePlan(results, new EventLayout());
        var states = plan.CreateStates();
        foreach (var state in states) state.Load(reader);
        return new(results, plan, states, end);
    }

    private bool Describes(IReadOnlyList<KeyValuePair<string, AggregateExpression>> others) =>
        _results.Count == others.Count
            && _results.Zip(others).All(p => p.First.Key == p.Second.Key && p.First.Value.Root == p.Second.Value.Root);
}
