using EventEdge.Contracts.Events;
using EventEdge.FunctionDispatcher.Expressions.Syntax;

namespace EventEdge.FunctionDispatcher.Expressions.Functions;

/// <summary>The shapes most functions have, so that each is one line: what it takes, what it gives, how it is computed.</summary>
internal static class Define
{
    /// <summary>Longest text that a function makes, in UTF-16 units; beyond it there is no value.</summary>
    public const int TextLimit = 65_536;

    public static ExpressionFunction Number(string usage, string meaning, Func<double, double> compute) => new(
        NameOf(usage), StaticType.Number, [StaticType.Number], usage, meaning, (compiler, arguments) =>
        {
            var first = compiler.Number(arguments[0]);
            return (Func<EdgeEvent, double>)(e => compute(first(e)));
        });

    public static ExpressionFunction Number(string usage, string meaning, Func<double, double, double> compute) => new(
        NameOf(usage), StaticType.Number, [StaticType.Number, StaticType.Number], usage, meaning, (compiler, arguments) =>
        {
            var (first, second) = (compiler.Number(arguments[0]), compiler.Number(arguments[1]));
            return (Func<EdgeEvent, double>)(e => compute(first(e), second(e)));
        });

    /// <summary>A function of several numbers: no value as soon as one of them is none. One caller at a time.</summary>
    public static ExpressionFunction Numbers(string usage, string meaning, int count, Func<double[], double> compute) => new(
        NameOf(usage), StaticType.Number, [.. Enumerable.Repeat(StaticType.Number, count)], usage, meaning, (compiler, arguments) =>
        {
            var numbers = arguments.Select(compiler.Number).ToArray();
            var values = new double[numbers.Length];
            return (Func<EdgeEvent, double>)(e =>
            {
                for (var i = 0; i < numbers.Length; i++)
                {
                    values[i] = numbers[i](e);
                    if (double.IsNaN(values[i])) return double.NaN;
                }

                return compute(values);
            });
        });

    public static ExpressionFunction Text(string usage, string meaning, Func<string, string?> convert) => new(
        NameOf(usage), StaticType.Text, [StaticType.Text], usage, meaning, (compiler, arguments) =>
        {
            var text = compiler.Text(arguments[0]);
            var last = new LastText(convert);
            return (Func<EdgeEvent, string?>)(e => text(e) is { } t ? last.Of(t) : null);
        });

    public static ExpressionFunction Length(string usage, string meaning, Func<string, double> measure) => new(
        NameOf(usage), StaticType.Number, [StaticType.Text], usage, meaning, (compiler, arguments) =>
        {
            var text = compiler.Text(arguments[0]);
            return (Func<EdgeEvent, double>)(e => text(e) is { } t ? measure(t) : double.NaN);
        });

    public static ExpressionFunction Test(string usage, string meaning, Func<string, string, bool> holds) => new(
        NameOf(usage), StaticType.Boolean, [StaticType.Text, StaticType.Text], usage, meaning, (compiler, arguments) =>
        {
            var (text, part) = (compiler.Text(arguments[0]), compiler.Text(arguments[1]));
            return (Func<EdgeEvent, bool>)(e => text(e) is { } t && part(e) is { } p && holds(t, p));
        });

    public static string NameOf(string usage) => usage[..usage.IndexOf('(', StringComparison.Ordinal)];

    /// <summary>An argument that must be written as a constant text.</summary>
    public static string Constant(Node node) => ((LiteralNode)node).Value.AsText!;

    /// <summary>An optional whole argument; another where it is left out.</summary>
    public static Func<EdgeEvent,
    double> NumberOr(IExpressionCompiler compiler, IReadOnlyList<Node> arguments, int index, double otherwise) =>
        index < arguments.Count ? compiler.Number(arguments[index]) : _ => otherwise;

    /// <summary>Checks that an argument, where it is given, is a constant text that can be used.</summary>
    public static ArgumentCheck ConstantText(int index, Func<string, string?> problem) => arguments =>
    {
        if (index >= arguments.Count) return null;
        var node = arguments[index];
        if (node is not LiteralNode { Value.AsText: { } text }) return (node, "this argument must be a constant text");
        return problem(text) is { } why ? (node, why) : null;
    };

    /// <summary>Remembers one conversion: neighbouring events mostly carry the same text.</summary>
    internal sealed class LastText(Func<string, string?> convert)
    {
        private string? _input;
        private string? _output;

        public string? Of(string text)
        {
            if (text == _input) return _output;
            _output = convert(text);
            _input = text;
            return _output;
        }
    }
}
