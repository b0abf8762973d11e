using EventEdge.Contracts.Events;
using EventEdge.Contracts.Functions;
using EventEdge.Contracts.Measurements;
using EventEdge.Contracts.Rx.Windows;
using EventEdge.Contracts.Rx.Windows.Buffers;
using EventEdge.FunctionDispatcher.Aggregates.States;
using EventEdge.FunctionDispatcher.Functions.Merging;

namespace EventEdge.FunctionDispatcher.Aggregates;

/// <summary>The aggregates of one window of one key.</summary>
internal sealed class AggregateAccumulator(
    AggregatePlan plan, IReadOnlyList<KeyValuePair<string, AggregateExpression>> results) : IBorderedAccumulator, IMergedAccumulator
{
    private readonly IAggregateState[] _states = plan.CreateStates();

    /// <inheritdoc />
    public void Add(EdgeEvent input)
    {
        foreach (var state in _states) state.Add(input);
    }

    /// <inheritdoc />
    public void Merge(IAccumulator other)
    {
        var states = ((AggregateAccumulator)other)._states;
        for (var i = 0; i < _states.Length; i++) _states[i].Merge(states[i]);
    }

    /// <inheritdoc />
    public bool IsSmall => Array.TrueForAll(_states, state => state is States.CountState or NumberState or MomentState or EdgeState);

    /// <inheritdoc />
    public int BorderParts => plan.LooksBack.Length;

    /// <inheritdoc />
    public void Fill(WindowBorder border, long before)
    {
        for (var part = 0; part < plan.LooksBack.Length; part++)
        {
            if (!border.Has(part)) ((SamplesState)_states[plan.LooksBack[part]]).Fill(border, part, before);
        }
    }

    /// <inheritdoc />
    public bool Follow(WindowBorder border)
    {
        var isOther = false;
        for (var part = 0; part < plan.LooksBack.Length; part++)
            isOther |= ((SamplesState)_states[plan.LooksBack[part]]).Follow(border[part]);
        return isOther;
    }

    /// <inheritdoc />
    public IEnumerable<Measurement> Result(WindowBounds window)
    {
        var end = window.End.UtcTicks;
        var fields = plan.Results(_states, end);
        return fields.Count == 0 ? [] : [
            new Measurement { Fields = fields, State = ResultState.Save(new AggregateResultState(results, plan, _states, end)) }];
    }

    /// <inheritdoc />
    public void Save(BinaryWriter writer)
    {
        foreach (var state in _states) state.Save(writer);
    }

    /// <inheritdoc />
    public void Load(BinaryReader reader)
    {
        foreach (var state in _states) state.Load(reader);
    }
}
