using System.Collections.Frozen;
using System.Diagnostics.CodeAnalysis;
using EventEdge.FunctionDispatcher.Expressions;
using EventEdge.FunctionDispatcher.Expressions.Functions;
using EventEdge.FunctionDispatcher.Expressions.Syntax;

namespace EventEdge.FunctionDispatcher.Aggregates;

/// <summary>
/// One result of a window: <c>mean(temperature)</c>, <c>max(t) - min(t)</c>, <c>integral(power) / 3600</c>. Inside an aggregate stand
/// expressions over an event, outside it expressions over what the aggregates give.
/// </summary>
internal sealed class AggregateExpression
{
    private AggregateExpression(Node root) => Root = root;

    /// <summary>The tree, in which calls of aggregates stand as they were written.</summary>
    public Node Root { get; }

    /// <summary>
    /// The functions that may be called: those of conditions, and the aggregates, which win where only one argument is given.
    /// </summary>
    public static FrozenDictionary<string,
    ExpressionFunction> Functions
    { get; } = FunctionTable.All.Where(f => !AggregateTable.ByName.ContainsKey(f.Name))
        .Concat(AggregateTable.All.Select(Callable)).ToFrozenDictionary(f => f.Name, StringComparer.Ordinal);

    /// <summary>Parses and checks an expression, given the fields that are always text: the captures of the topic filter.</summary>
    public static bool TryParse(
        string text,
        IEnumerable<string> textFields,
        [NotNullWhen(true)] out AggregateExpression? expression,
        [NotNullWhen(false)] out ExpressionError? error)
    {
        expression = null;
        error = ExpressionText.Parse(text, "the expression", Functions, out var root)
            ?? new TypeChecker(textFields.ToHashSet(StringComparer.Ordinal)).CheckValue(root!)
            ?? Check(root!, inside: null);
        if (error is not null) return false;
        expression = new(root!);
        return true;
    }

    /// <summary>The aggregate that a call means; null for a function of several numbers that has the name of an aggregate.</summary>
    public static Aggregate? AggregateOf(CallNode call) =>
        AggregateTable.ByName.GetValueOrDefault(call.Function.Name) is { } aggregate
            && call.Arguments.Count <= aggregate.MaxArguments ? aggregate : null;

    /// <summary>The expression in canonical spelling.</summary>
    public override string ToString() => NodePrinter.Print(Root);

    // min and max of one argument are aggregates, of several the functions of conditions.
    private static ExpressionFunction Callable(Aggregate aggregate)
    {
        var function = FunctionTable.ByName.GetValueOrDefault(aggregate.Name);
        var parameters = Enumerable.Range(0, aggregate.MaxArguments).Select(aggregate.ParameterAt).ToArray();
        return new(aggregate.Name, aggregate.Result, parameters, aggregate.Usage, aggregate.Meaning, (compiler, arguments) =>
            function?.Compile(compiler, arguments) ?? throw new InvalidOperationException($"{aggregate.Name} is no function of an event"))
        {
            Optional = aggregate.Optional,
            Repeats = function is { Repeats: true },
            Check = arguments => ProblemOf(aggregate, arguments),
        };
    }

    private static string Invariant(FormattableString text) => FormattableString.Invariant(text);

    private static (Node Argument, string Problem)? ProblemOf(Aggregate aggregate, IReadOnlyList<Node> arguments)
    {
        var constants = new List<double>();
        for (var i = aggregate.ConstantsFrom; i < arguments.Count; i++)
        {
            var (low, high) = aggregate.Range;
            if (!arguments[i].IsConstantNumber(out var number)) return (arguments[i], "this argument must be a constant number");
            if (!(number >= low && number <= high)) return (arguments[i], Invariant($"{number} is not within {low} and {high}"));
            if (aggregate.IsWhole && !double.IsInteger(number)) return (arguments[i], Invariant($"{number} is no whole number"));
            constants.Add(number);
        }

        return aggregate.Problem?.Invoke(constants) is var (argument, problem) ? (arguments[argument], problem) : null;
    }

    private static ExpressionError? Check(Node node, string? inside) => node switch
    {
        FieldNode field when inside is null =>
            Fail(field, $"'{field.Path}' has many values in a window: say which, such as last({NodePrinter.Print(field)})"),
        UnaryNode unary => Check(unary.Operand, inside),
        BinaryNode binary => Check(binary.Left, inside) ?? Check(binary.Right, inside),
        MembershipNode membership => Check(membership.Operand, inside),
        CallNode call when AggregateOf(call) is { } aggregate && inside is not null =>
            Fail(call, $"'{aggregate.Name}' stands inside '{inside}': an aggregate takes events, not aggregates"),
        CallNode call => Check(call.Arguments, AggregateOf(call)?.Name ?? inside),
        _ => null,
    };

    private static ExpressionError? Check(IEnumerable<Node> nodes, string? inside)
    {
        foreach (var node in nodes)
        {
            if (Check(node, inside) is { } error) return error;
        }

        return null;
    }

    private static ExpressionError Fail(Node node, string message) =>
        new(ExpressionErrorKind.Type, node.Span.Offset, node.Span.Length, message);
}
