using EventEdge.Contracts.Events;
using EventEdge.Contracts.Functions;
using EventEdge.Contracts.Measurements;
using EventEdge.Contracts.Rx.EventTime;
using EventEdge.FunctionDispatcher.Configuration;
using EventEdge.FunctionDispatcher.Functions;

namespace EventEdge.FunctionDispatcher.Explanation.Stages;

/// <summary>
/// A binding's function on trial: a new one, without memory, that sees one event alone. Only functions that are part of this program are
/// tried; others may do something.
/// </summary>
internal sealed class FunctionTrial
{
    private readonly BindingConfig _binding;
    private readonly object? _function;
    private readonly FunctionContext _context;

    public FunctionTrial(BindingConfig binding, EventEdgeComponents components, EventLayout layout)
    {
        _binding = binding;
        _context = new() { Binding = binding.Name, Node = string.Empty, EventTime = new EventTimeProvider() };
        try
        {
            _function = components.Runtimes.Find(binding.Function.Runtime)?.Trial(binding, components.All);
        }
        catch (ArgumentException)
        {
            // What it is told does not suit it: a binding with such settings is not in force.
            return;
        }

        Reads = FieldsOf(layout);
    }

    /// <summary>The fields that it reads by name; empty where it reads whatever comes, or that cannot be told.</summary>
    public IReadOnlyList<string> Reads { get; } = [];

    /// <summary>What it makes of an event alone; null where it cannot be tried.</summary>
    public IReadOnlyList<Measurement>? Run(EdgeEvent input) => _function switch
    {
        IAggregateFunction aggregate => OfWindow(aggregate.CreateAccumulator(), input),
        IEventFunction single => [.. single.Invoke(input, _context)],
        IKeyedFunction keyed => OfKey(keyed.CreateState(), input),
        _ => null,
    };

    private List<Measurement> OfWindow(IAccumulator state, EdgeEvent input)
    {
        state.Add(input);
        var key = (_binding.Window?.GroupBy ?? []).Select(name => input[name]).ToArray();
        return [.. state.Result(new(input.Time, input.Time.AddTicks(1), key, 0, Partial: false))];
    }

    private static List<Measurement> OfKey(IKeyedState state, EdgeEvent input)
    {
        var results = new List<Measurement>();
        state.Next(input, results);
        return results;
    }

    // Whatever it takes a slot for in an empty layout is what it reads.
    private List<string> FieldsOf(EventLayout layout)
    {
        var own = new EventLayout();
        Bind(own);
        Bind(layout);
        return [.. Enumerable.Range(0, own.Count).Select(own.NameOf)];
    }

    private void Bind(EventLayout layout)
    {
        switch (_function)
        {
            case IFieldReader reader:
                reader.Bind(layout);
                break;
            case IAggregateFunction aggregate:
                aggregate.Bind(layout);
                break;
            case IKeyedFunction keyed:
                keyed.Bind(layout);
                break;
        }
    }
}
