using EventEdge.Contracts.Events;
using EventEdge.FunctionDispatcher.Aggregates.States;
using EventEdge.FunctionDispatcher.Expressions.Compilation;
using EventEdge.FunctionDispatcher.Expressions.Syntax;

namespace EventEdge.FunctionDispatcher.Aggregates;

/// <summary>
/// The results of a window, compiled for events of one layout: which aggregates are kept, each once however often it is named, and what is
/// computed from them.
/// </summary>
internal sealed class AggregatePlan
{
    private readonly List<CallNode> _calls = [];
    private readonly List<(Aggregate Aggregate, AggregateArguments Arguments)> _states = [];
    private readonly EventLayout _values = new();
    private readonly EdgeEvent _row;
    private readonly (string Name, Func<EdgeEvent, FieldValue> Compute)[] _results;

    public AggregatePlan(IReadOnlyList<KeyValuePair<string, AggregateExpression>> results, EventLayout layout)
    {
        var events = new Compiler(layout);
        var values = new Compiler(_values);
        _results = [.. results.Select(r => (r.Key, values.Value(Replace(r.Value.Root, events))))];
        _row = new(_values);
        var states = CreateStates();
        LooksBack = [.. Enumerable.Range(0, states.Length).Where(i => states[i] is SamplesState { LooksBack: true })];
    }

    /// <summary>Which of the states count what lies between the last value before the window and its first one.</summary>
    public int[] LooksBack { get; }

    /// <summary>Empty states, in the order of <see cref="Results"/>.</summary>
    public IAggregateState[] CreateStates()
    {
        var states = new IAggregateState[_states.Count];
        for (var i = 0; i < states.Length; i++) states[i] = _states[i].Aggregate.Create(_states[i].Arguments);
        return states;
    }

    /// <summary>The fields of the result; those without a value are left out. One caller at a time.</summary>
    public List<KeyValuePair<string, FieldValue>> Results(IAggregateState[] states, long end)
    {
        for (var i = 0; i < states.Length; i++) _row.Set(i, states[i].Value(end));
        var fields = new List<KeyValuePair<string, FieldValue>>(_results.Length);
        foreach (var (name, compute) in _results)
        {
            var value = compute(_row);
            if (value.Exists && (!value.IsNumber || double.IsFinite(value.AsNumber))) fields.Add(new(name, value));
        }

        return fields;
    }

    private Node Replace(Node node, Compiler events) => node switch
    {
        CallNode call when AggregateExpression.AggregateOf(call) is { } aggregate =>
            new FieldNode(_values.NameOf(SlotOf(call, aggregate, events))),
        CallNode call => new CallNode(call.Function, [.. call.Arguments.Select(a => Replace(a, events))]),
        UnaryNode unary => new UnaryNode(unary.Operator, Replace(unary.Operand, events)),
        BinaryNode binary => new BinaryNode(binary.Operator, Replace(binary.Left, events), Replace(binary.Right, events)),
        MembershipNode membership => new MembershipNode(Replace(membership.Operand, events), membership.Negated, membership.Items),
        _ => node,
    };

    private int SlotOf(CallNode call, Aggregate aggregate, Compiler events)
    {
        var known = _calls.IndexOf(call);
        if (known >= 0) return known;
        _calls.Add(call);
        _states.Add((aggregate, new AggregateArguments(events, aggregate, call.Arguments)));
        return _values.SlotOf(NodePrinter.Print(call));
    }
}
