using System.Globalization;
using System.Text;
using EventEdge.Contracts.Events;
using EventEdge.FunctionDispatcher.Expressions.Syntax;

namespace EventEdge.FunctionDispatcher.Expressions.Functions;

/// <summary>
/// Texts. Positions count UTF-16 units from 0; a place outside the text gives no text, and no result is longer than 65,536.
/// </summary>
internal static class TextFunctions
{
    public static readonly IReadOnlyList<ExpressionFunction> All =
    [
        Define.Test("contains(x, 'part')", "true when the text holds the part", (x, part) => x.Contains(part, StringComparison.Ordinal)),
        Define.Test(
            "starts_with(x, 'head')", "true when the text begins with it", (x, head) => x.StartsWith(head, StringComparison.Ordinal)),
        Define.Test("ends_with(x, 'tail')", "true when the text ends with it", (x, tail) => x.EndsWith(tail, StringComparison.Ordinal)),
        Define.Text("lower(x)", "the text in lower case", x => x.ToLowerInvariant()),
        Define.Text("upper(x)", "the text in upper case", x => x.ToUpperInvariant()),
        Define.Text("trim(x)", "the text without blanks at both ends", x => x.Trim()),
        Define.Text("trim_start(x)", "the text without blanks at its beginning", x => x.TrimStart()),
        Define.Text("trim_end(x)", "the text without blanks at its end", x => x.TrimEnd()),
        Define.Text("reverse(x)", "the text from its end to its beginning", Reverse),
        Define.Length("length(x)", "the text's length in UTF-16 units", x => x.Length),
        Define.Length("byte_length(x)", "the text's length in bytes of UTF-8", x => Encoding.UTF8.GetByteCount(x)),
        Position(
            "index_of(x, 'part')", "where the part first begins; -1 when it is not there",
            (x, part) => x.IndexOf(part, StringComparison.Ordinal)),
        Position(
            "last_index_of(x, 'part')", "where the part last begins; -1 when it is not there",
            (x, part) => x.LastIndexOf(part, StringComparison.Ordinal)),
        new(
            "concat", StaticType.Text, [StaticType.Any], "concat(x, y, …)",
            "the values one after the other as text; null and what is missing are left out", Concat) { Repeats = true },
        new(
            "substring", StaticType.Text, [StaticType.Text, StaticType.Number, StaticType.Number], "substring(x, from, length)",
            "the part from a place on, to the end where no length is given", Substring) { Optional = 1 },
        new(
            "split_part", StaticType.Text, [StaticType.Text, StaticType.Text, StaticType.Number], "split_part(x, ';', n)",
            "the part n, from 0, between separators; -1 is the last", SplitPart),
        new(
            "replace", StaticType.Text, [StaticType.Text, StaticType.Text, StaticType.Text], "replace(x, 'old', 'new')",
            "the text with each `old` replaced", Replace),
        new("repeat", StaticType.Text, [StaticType.Text, StaticType.Number], "repeat(x, n)", "the text n times", Repeat),
        Pad(
            "pad_start(x, length, '0')", "the text, filled up at its beginning to a length; with blanks where nothing is given",
            (x, length, with) => x.PadLeft(length, with)),
        Pad("pad_end(x, length, ' ')", "the text, filled up at its end", (x, length, with) => x.PadRight(length, with)),
        new("char", StaticType.Text, [StaticType.Number], "char(n)", "the character of a Unicode number", Character),
        Define.Length(
            "code(x)", "the Unicode number of the first character; no number for an empty text",
            x => Rune.TryGetRuneAt(x.Length > 0 ? x : "\uD800", 0, out var rune) ? rune.Value : double.NaN),
    ];

    private static string? Reverse(string text)
    {
        var elements = StringInfo.ParseCombiningCharacters(text);
        var reversed = new StringBuilder(text.Length);
        for (var i = elements.Length - 1; i >= 0; i--)
            reversed.Append(text[elements[i]..(i + 1 < elements.Length ? elements[i + 1] : text.Length)]);
        return reversed.ToString();
    }

    private static ExpressionFunction Position(string usage, string meaning, Func<string, string, int> find) => new(
        Define.NameOf(usage), StaticType.Number, [StaticType.Text, StaticType.Text], usage, meaning, (compiler, arguments) =>
        {
            var (text, part) = (compiler.Text(arguments[0]), compiler.Text(arguments[1]));
            return (Func<EdgeEvent, double>)(e => text(e) is { } t && part(e) is { } p ? find(t, p) : double.NaN);
        });

    private static Delegate Concat(IExpressionCompiler compiler, IReadOnlyList<Node> arguments)
    {
        var values = arguments.Select(compiler.Value).ToArray();
        var result = new StringBuilder();
        return (Func<EdgeEvent, string?>)(e =>
        {
            result.Clear();
            foreach (var value in values) result.Append(value(e).ToString());
            return result.Length <= Define.TextLimit ? result.ToString() : null;
        });
    }

    private static Delegate Substring(IExpressionCompiler compiler, IReadOnlyList<Node> arguments)
    {
        var (text, from, length) = (
            compiler.Text(arguments[0]), compiler.Number(arguments[1]), Define.NumberOr(compiler, arguments, 2, double.PositiveInfinity));
        return (Func<EdgeEvent, string?>)(e =>
        {
            if (text(e) is not { } t || from(e) is not (>= 0 and var start) || start > t.Length || length(e) is not (>= 0 and var count))
                return null;
            return t.Substring((int)start, (int)Math.Min(count, t.Length - (int)start));
        });
    }

    private static Delegate SplitPart(IExpressionCompiler compiler, IReadOnlyList<Node> arguments)
    {
        var (text, separator, index) = (compiler.Text(arguments[0]), compiler.Text(arguments[1]), compiler.Number(arguments[2]));
        return (Func<EdgeEvent, string?>)(e =>
        {
            if (text(e) is not { } t || separator(e) is not { Length: > 0 } s
                || index(e) is not (>= int.MinValue and <= int.MaxValue and var n)) return null;
            var parts = t.Split(s);
            var at = n < 0 ? parts.Length + (int)n : (int)n;
            return at >= 0 && at < parts.Length ? parts[at] : null;
        });
    }

    private static Delegate Replace(IExpressionCompiler compiler, IReadOnlyList<Node> arguments)
    {
        var (text, old, with) = (compiler.Text(arguments[0]), compiler.Text(arguments[1]), compiler.Text(arguments[2]));
        return (Func<EdgeEvent, string?>)(e =>
        {
            if (text(e) is not { } t || old(e) is not { Length: > 0 } o || with(e) is not { } w) return null;
            var grows = (long)t.Length / o.Length * Math.Max(0, w.Length - o.Length);
            return t.Length + grows <= Define.TextLimit ? t.Replace(o, w, StringComparison.Ordinal) : null;
        });
    }

    private static Delegate Repeat(IExpressionCompiler compiler, IReadOnlyList<Node> arguments)
    {
        var (text, times) = (compiler.Text(arguments[0]), compiler.Number(arguments[1]));
        return (Func<EdgeEvent, string?>)(e =>
        {
            if (text(e) is not { } t || times(e) is not (>= 0 and <= Define.TextLimit and var n) || t.Length * n > Define.TextLimit)
                return null;
            return new StringBuilder(t.Length * (int)n).Insert(0, t, (int)n).ToString();
        });
    }

    private static ExpressionFunction Pad(string usage, string meaning, Func<string, int, char, string> pad) => new(
        Define.NameOf(usage), StaticType.Text, [StaticType.Text, StaticType.Number, StaticType.Text], usage, meaning,
        (compiler, arguments) =>
        {
            var (text, length) = (compiler.Text(arguments[0]), compiler.Number(arguments[1]));
            var with = arguments.Count > 2 ? compiler.Text(arguments[2]) : _ => " ";
            return (Func<EdgeEvent, string?>)(e =>
                text(e) is { } t && length(e) is >= 0 and <= Define.TextLimit and var n && with(e) is [var c] ? pad(t, (int)n, c) : null);
        })
    {
        Optional = 1,
    };

    private static Delegate Character(IExpressionCompiler compiler, IReadOnlyList<Node> arguments)
    {
        var number = compiler.Number(arguments[0]);
        return (Func<EdgeEvent, string?>)(
            e => number(e) is >= 0 and <= 0x10FFFF and var n && Rune.IsValid((int)n) ? new Rune((int)n).ToString() : null);
    }
}
