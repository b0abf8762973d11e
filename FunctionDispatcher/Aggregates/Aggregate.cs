using EventEdge.FunctionDispatcher.Aggregates.States;
using EventEdge.FunctionDispatcher.Expressions.Syntax;

namespace EventEdge.FunctionDispatcher.Aggregates;

/// <summary>An aggregate of the language: its name, what it takes and gives, the line the reference shows, and its state.</summary>
internal sealed class Aggregate(
    string name, StaticType result, StaticType[] parameters, string usage, string meaning, Func<AggregateArguments, IAggregateState> create)
{
    public string Name { get; } = name;

    /// <summary>How many of the last parameters may be left out.</summary>
    public int Optional { get; init; }

    /// <summary>From which parameter on arguments must be constant numbers; by default none must.</summary>
    public int ConstantsFrom { get; init; } = int.MaxValue;

    /// <summary>The range of the constant numbers.</summary>
    public (double Low, double High) Range { get; init; } = (double.MinValue, double.MaxValue);

    /// <summary>Whether the constant numbers must be whole.</summary>
    public bool IsWhole { get; init; }

    /// <summary>
    /// What is wrong with constants that are each in the range, and which argument it is about; null where nothing is.
    /// </summary>
    public Func<IReadOnlyList<double>, (int Argument, string Problem)?>? Problem { get; init; }

    public int MinArguments => parameters.Length - Optional;

    public int MaxArguments => parameters.Length;

    public string Usage { get; } = usage;

    public string Meaning { get; } = meaning;

    public StaticType Result { get; } = result;

    public StaticType ParameterAt(int index) => parameters[Math.Min(index, parameters.Length - 1)];

    /// <summary>An empty state.</summary>
    public IAggregateState Create(AggregateArguments arguments) => create(arguments);
}
