using EventEdge.Contracts.Events;

namespace EventEdge.FunctionDispatcher.Expressions;

/// <summary>Calls of the language's functions.</summary>
internal sealed class CallCompiler(Compiler compiler)
{
    public Func<EdgeEvent, bool> Boolean(CallNode call)
    {
        if (call.Function == ExpressionFunction.Exists)
        {
            var field = compiler.Value(call.Arguments[0]);
            return e => field(e).Exists;
        }

        var text = compiler.Text(call.Arguments[0]);
        if (call.Function == ExpressionFunction.Matches) return Matches(text, call.Arguments[1]);
        var part = compiler.Text(call.Arguments[1]);
        return call.Function.Name switch
        {
            "contains" => e => text(e) is { } t && part(e) is { } p && t.Contains(p, StringComparison.Ordinal),
            "starts_with" => e => text(e) is { } t && part(e) is { } p && t.StartsWith(p, StringComparison.Ordinal),
            "ends_with" => e => text(e) is { } t && part(e) is { } p && t.EndsWith(p, StringComparison.Ordinal),
            _ => throw Unknown(call),
        };
    }

    public Func<EdgeEvent, double> Number(CallNode call)
    {
        if (call.Function == ExpressionFunction.Length)
        {
            var text = compiler.Text(call.Arguments[0]);
            return e => text(e)?.Length ?? double.NaN;
        }

        var numbers = call.Arguments.Select(compiler.Number).ToArray();
        var first = numbers[0];
        return call.Function.Name switch
        {
            "abs" => e => Math.Abs(first(e)),
            "round" => e => Math.Round(first(e), MidpointRounding.AwayFromZero),
            "floor" => e => Math.Floor(first(e)),
            "ceil" => e => Math.Ceiling(first(e)),
            "min" => e => Fold(numbers, e, Math.Min),
            "max" => e => Fold(numbers, e, Math.Max),
            _ => throw Unknown(call),
        };
    }

    public Func<EdgeEvent, string?> Text(CallNode call)
    {
        var text = compiler.Text(call.Arguments[0]);
        var memory = new LastText(call.Function == ExpressionFunction.Lower ? t => t.ToLowerInvariant() : t => t.ToUpperInvariant());
        return e => text(e) is { } t ? memory.Of(t) : null;
    }

    private static Func<EdgeEvent, bool> Matches(Func<EdgeEvent, string?> text, Node pattern)
    {
        var regex = Patterns.Compile(((LiteralNode)pattern).Value.AsText!);
        return e => text(e) is { } t && regex.IsMatch(t);
    }

    private static double Fold(Func<EdgeEvent, double>[] numbers, EdgeEvent input, Func<double, double, double> choose)
    {
        var result = numbers[0](input);
        for (var i = 1; i < numbers.Length; i++) result = choose(result, numbers[i](input));
        return result;
    }

    private static InvalidOperationException Unknown(CallNode call) => new($"no code for '{call.Function.Name}'");

    /// <summary>Remembers one conversion: neighbouring events mostly carry the same text.</summary>
    private sealed class LastText(Func<string, string> convert)
    {
        private string? _input;
        private string? _output;

        public string Of(string text)
        {
            if (text == _input) return _output!;
            _input = text;
            return _output = convert(text);
        }
    }
}
