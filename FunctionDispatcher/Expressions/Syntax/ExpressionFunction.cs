using EventEdge.Contracts.Events;

namespace EventEdge.FunctionDispatcher.Expressions.Syntax;

/// <summary>A call's arguments to its code: a function over events, of the type of its result.</summary>
internal delegate Delegate CallCompilation(IExpressionCompiler compiler, IReadOnlyList<Node> arguments);

/// <summary>What a function says against arguments whose types are right; null when nothing. The problem is that of one argument.</summary>
internal delegate (Node Argument, string Problem)? ArgumentCheck(IReadOnlyList<Node> arguments);

/// <summary>
/// A function of the expression language: its name, what it takes and gives, the line the reference shows, and its code. No function throws
/// on any event: what it cannot compute is no value.
/// </summary>
internal sealed class ExpressionFunction(
    string name, StaticType result, StaticType[] parameters, string usage, string meaning, CallCompilation compile)
{
    /// <summary>Most arguments of a function that takes any number.</summary>
    public const int ArgumentLimit = 32;

    public string Name { get; } = name;

    /// <summary>The type of the result; <see cref="StaticType.Any"/> where it is the common one of the arguments.</summary>
    public StaticType Result { get; } = result;

    /// <summary>How a call is written.</summary>
    public string Usage { get; } = usage;

    public string Meaning { get; } = meaning;

    /// <summary>How many of the last parameters may be left out.</summary>
    public int Optional { get; init; }

    /// <summary>Whether the last parameter may be given again and again.</summary>
    public bool Repeats { get; init; }

    /// <summary>
    /// From which argument on the type of the result is the common one of those that have one; used where the result is of any type.
    /// </summary>
    public int ResultFrom { get; init; }

    public ArgumentCheck? Check { get; init; }

    public int MinArguments => parameters.Length - Optional;

    public int MaxArguments => Repeats ? ArgumentLimit : parameters.Length;

    public StaticType ParameterAt(int index) => parameters[Math.Min(index, parameters.Length - 1)];

    /// <summary>One of: to bool, to double (NaN: no value), to string (null: no value), to <see cref="FieldValue"/>.</summary>
    public Delegate Compile(IExpressionCompiler compiler, IReadOnlyList<Node> arguments) => compile(compiler, arguments);
}

/// <summary>
/// Checked nodes to functions over events, in the type that is asked for. "No value" is NaN among numbers and null among texts.
/// </summary>
internal interface IExpressionCompiler
{
    Func<EdgeEvent, bool> Boolean(Node node);

    Func<EdgeEvent, double> Number(Node node);

    Func<EdgeEvent, string?> Text(Node node);

    Func<EdgeEvent, FieldValue> Value(Node node);
}
