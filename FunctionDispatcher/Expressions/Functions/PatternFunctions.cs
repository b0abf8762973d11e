using EventEdge.Contracts.Events;
using EventEdge.FunctionDispatcher.Expressions.Syntax;

namespace EventEdge.FunctionDispatcher.Expressions.Functions;

/// <summary>Regular expressions: constants without look-around and back-references, so that time is linear in the text.</summary>
internal static class PatternFunctions
{
    private static readonly ArgumentCheck Usable = Define.ConstantText(1, Patterns.Problem);

    public static readonly IReadOnlyList<ExpressionFunction> All =
    [
        new(
            "matches", StaticType.Boolean, [StaticType.Text, StaticType.Text], "matches(x, '^p[0-9]+$')",
            "true when the regular expression finds a match; the pattern is a constant, without look-around and back-references", Matches)
        {
            Check = Usable,
        },
        new(
            "extract", StaticType.Text, [StaticType.Text, StaticType.Text, StaticType.Any], "extract(x, '([0-9]+)mm', 1)",
            "the group of the first match, by number or name; the whole match where none is given", Extract)
        {
            Optional = 1,
            Check = UsableGroup,
        },
        new(
            "replace_matches", StaticType.Text, [StaticType.Text, StaticType.Text, StaticType.Text], "replace_matches(x, '[^0-9]', '')",
            "the text with each match replaced; `$1` stands for a group", Replace)
        {
            Check = Usable,
        },
        new(
            "count_matches", StaticType.Number, [StaticType.Text, StaticType.Text], "count_matches(x, 'e')", "how many matches there are",
            Count)
        {
            Check = Usable,
        },
    ];

    private static (Node Argument, string Problem)? UsableGroup(IReadOnlyList<Node> arguments)
    {
        if (Define.ConstantText(1, Patterns.Problem)(arguments) is { } problem) return problem;
        if (arguments.Count < 3) return null;
        if (arguments[2] is not LiteralNode { Value: { Exists: true } group })
            return (arguments[2], "the group must be a constant number or name");
        var names = Patterns.Compile(Define.Constant(arguments[1])).GetGroupNames();
        return names.Contains(group.ToString(), StringComparer.Ordinal) ? null : (arguments[2], $"the pattern has no group '{group}'");
    }

    private static Delegate Matches(IExpressionCompiler compiler, IReadOnlyList<Node> arguments)
    {
        var (text, pattern) = (compiler.Text(arguments[0]), Patterns.Compile(Define.Constant(arguments[1])));
        return (Func<EdgeEvent, bool>)(e => text(e) is { } t && pattern.IsMatch(t));
    }

    private static Delegate Extract(IExpressionCompiler compiler, IReadOnlyList<Node> arguments)
    {
        var (text, pattern) = (compiler.Text(arguments[0]), Patterns.Compile(Define.Constant(arguments[1])));
        var group = arguments.Count > 2 ? ((LiteralNode)arguments[2]).Value.ToString() : "0";
        var last = new Define.LastText(t => pattern.Match(t).Groups[group] is { Success: true } found ? found.Value : null);
        return (Func<EdgeEvent, string?>)(e => text(e) is { } t ? last.Of(t) : null);
    }

    private static Delegate Replace(IExpressionCompiler compiler, IReadOnlyList<Node> arguments)
    {
        var (text, pattern, with) = (
            compiler.Text(arguments[0]), Patterns.Compile(Define.Constant(arguments[1])), compiler.Text(arguments[2]));
        return (Func<EdgeEvent, string?>)(e =>
        {
            if (text(e) is not { Length: <= Define.TextLimit } t || with(e) is not { } w
                || (t.Length + 1L) * w.Length > Define.TextLimit * 16L) return null;
            return pattern.Replace(t, w) is { Length: <= Define.TextLimit } result ? result : null;
        });
    }

    private static Delegate Count(IExpressionCompiler compiler, IReadOnlyList<Node> arguments)
    {
        var (text, pattern) = (compiler.Text(arguments[0]), Patterns.Compile(Define.Constant(arguments[1])));
        return (Func<EdgeEvent, double>)(e => text(e) is { } t ? pattern.Count(t) : double.NaN);
    }
}
