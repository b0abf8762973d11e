using EventEdge.Contracts.Events;
using EventEdge.FunctionDispatcher.Expressions.Syntax;

namespace EventEdge.FunctionDispatcher.Expressions.Functions;

/// <summary>Choices, and questions about what a value is.</summary>
internal static class ConditionalFunctions
{
    public static readonly IReadOnlyList<ExpressionFunction> All =
    [
        new("exists", StaticType.Boolean, [StaticType.Any], "exists(x)", "true when the field is there and not null", Exists)
        {
            Check = arguments => arguments[0] is FieldNode ? null : (arguments[0], "'exists' needs the name of a field"),
        },
        new(
            "coalesce", StaticType.Any, [StaticType.Any, StaticType.Any], "coalesce(x, y, …)", "the first that is there and not null",
            Coalesce) { Repeats = true },
        new(
            "if", StaticType.Any, [StaticType.Boolean, StaticType.Any, StaticType.Any], "if(condition, x, y)",
            "x where the condition holds, else y", If) { ResultFrom = 1 },
        new(
            "choose", StaticType.Any, [StaticType.Any, StaticType.Any, StaticType.Any, StaticType.Any],
            "choose(x, 0, 'idle', 1, 'run', …, 'other')",
            "the value behind the first key that equals x, else the last value, which may be left out", Choose)
        {
            Optional = 1,
            Repeats = true,
            ResultFrom = int.MaxValue,
        },
        Kind("is_number(x)", "true for a number", FieldKind.Number),
        Kind("is_text(x)", "true for a text", FieldKind.Text),
        Kind("is_boolean(x)", "true for true and false", FieldKind.Boolean),
    ];

    private static Delegate Exists(IExpressionCompiler compiler, IReadOnlyList<Node> arguments)
    {
        var field = compiler.Value(arguments[0]);
        return (Func<EdgeEvent, bool>)(e => field(e).Exists);
    }

    private static Delegate Coalesce(IExpressionCompiler compiler, IReadOnlyList<Node> arguments)
    {
        var values = arguments.Select(compiler.Value).ToArray();
        return (Func<EdgeEvent, FieldValue>)(e =>
        {
            foreach (var each in values)
            {
                var value = each(e);
                if (value.Exists) return value;
            }

            return FieldValue.Missing;
        });
    }

    private static Delegate If(IExpressionCompiler compiler, IReadOnlyList<Node> arguments)
    {
        var (condition, then, otherwise) = (compiler.Boolean(arguments[0]), compiler.Value(arguments[1]), compiler.Value(arguments[2]));
        return (Func<EdgeEvent, FieldValue>)(e => condition(e) ? then(e) : otherwise(e));
    }

    private static Delegate Choose(IExpressionCompiler compiler, IReadOnlyList<Node> arguments)
    {
        var values = arguments.Select(compiler.Value).ToArray();
        return (Func<EdgeEvent, FieldValue>)(e =>
        {
            var key = values[0](e);
            if (!key.Exists) return FieldValue.Missing;
            for (var i = 1; i + 1 < values.Length; i += 2)
            {
                if (values[i](e) == key) return values[i + 1](e);
            }

            return values.Length % 2 == 0 ? values[^1](e) : FieldValue.Missing;
        });
    }

    private static ExpressionFunction Kind(string usage, string meaning, FieldKind kind) => new(
        Define.NameOf(usage), StaticType.Boolean, [StaticType.Any], usage, meaning, (compiler, arguments) =>
        {
            var value = compiler.Value(arguments[0]);
            return (Func<EdgeEvent, bool>)(e => value(e).Kind == kind);
        });
}
