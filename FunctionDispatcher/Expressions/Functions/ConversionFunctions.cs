using System.Globalization;
using System.Text;
using EventEdge.Contracts.Events;
using EventEdge.FunctionDispatcher.Expressions.Syntax;

namespace EventEdge.FunctionDispatcher.Expressions.Functions;

/// <summary>From one type to another, always asked for: nothing is converted by itself. What cannot be converted is no value.</summary>
internal static class ConversionFunctions
{
    private static readonly string[] True = ["true", "on", "yes", "1"];
    private static readonly string[] False = ["false", "off", "no", "0"];

    public static readonly IReadOnlyList<ExpressionFunction> All =
    [
        new(
            "number", StaticType.Number, [StaticType.Any, StaticType.Text], "number(x, ',')",
            "a text, or true and false as 1 and 0, as a number; the second argument is the decimal mark `.` or `,`, "
                + "and then the other mark, blanks and apostrophes may group digits",
            Number)
        {
            Optional = 1,
            Check = Define.ConstantText(1, mark => mark is "." or "," ? null : "the decimal mark is '.' or ','"),
        },
        new(
            "text", StaticType.Text, [StaticType.Any, StaticType.Number], "text(x, digits)",
            "a value as text; a number with 0 to 15 `digits` behind the point where that is given, rounded as `round` does",
                Text) { Optional = 1 },
        new(
            "boolean", StaticType.Boolean, [StaticType.Any], "boolean(x)",
            "true for true, a number other than 0, and `true`, `on`, `yes`, `1` in any case; else false", Boolean),
        new(
            "from_hex", StaticType.Number, [StaticType.Text], "from_hex('0x1F')", "a whole number from at most 16 hexadecimal digits",
            FromHex),
        new(
            "to_hex", StaticType.Text, [StaticType.Number], "to_hex(x)",
            "a whole number in small hexadecimal digits, negative ones in 64 bits", ToHex),
        Define.Text(
            "base64_encode(x)", "the text's UTF-8 bytes in base64",
            x => x.Length <= Define.TextLimit / 3 ? Convert.ToBase64String(Encoding.UTF8.GetBytes(x)) : null),
        Define.Text("base64_decode(x)", "the text whose UTF-8 bytes these are in base64", Base64Decode),
        Define.Text(
            "url_encode(x)", "the text as a part of an address", x => x.Length <= Define.TextLimit / 9 ? Uri.EscapeDataString(x) : null),
        Define.Text("url_decode(x)", "the text that an address has as such a part", Uri.UnescapeDataString),
    ];

    /// <summary>Reads true or false as people write it; null where it is neither.</summary>
    public static bool? Truth(string text)
    {
        var word = text.Trim();
        if (True.Contains(word, StringComparer.OrdinalIgnoreCase)) return true;
        return False.Contains(word, StringComparer.OrdinalIgnoreCase) ? false : null;
    }

    /// <summary>Reads a number as people write it.</summary>
    /// <param name="text">The text.</param>
    /// <param name="mark">The decimal mark; null: a point, and no digits are grouped.</param>
    public static double Read(string text, char? mark)
    {
        var trimmed = text.AsSpan().Trim();
        if (mark is null) return Parse(trimmed);
        var plain = new StringBuilder(trimmed.Length);
        var afterMark = false;
        foreach (var c in trimmed)
        {
            if (c == mark && !afterMark) (afterMark, _) = (true, plain.Append('.'));
            else if (!afterMark && IsGroupMark(c, mark.Value)) continue;
            else if (c is '.' or ',') return double.NaN;
            else plain.Append(c);
        }

        return Parse(plain.ToString());
    }

    private static bool IsGroupMark(char c, char mark) =>
        c is ' ' or '\'' or '\u2019' or '\u00A0' or '\u202F' || (c is '.' or ',' && c != mark);

    private static double Parse(ReadOnlySpan<char> text) =>
        double.TryParse(
            text, NumberStyles.AllowLeadingSign | NumberStyles.AllowDecimalPoint | NumberStyles.AllowExponent, CultureInfo.InvariantCulture,
            out var number)
            && double.IsFinite(number) ? number : double.NaN;

    private static Delegate Number(IExpressionCompiler compiler, IReadOnlyList<Node> arguments)
    {
        var value = compiler.Value(arguments[0]);
        var mark = arguments.Count > 1 ? Define.Constant(arguments[1])[0] : (char?)null;
        return (Func<EdgeEvent, FieldValue>)(e =>
        {
            var input = value(e);
            if (input.Kind == FieldKind.Boolean) return input.AsBoolean ? 1 : 0;
            if (input.AsText is not { } text) return input.IsNumber ? input : FieldValue.Missing;
            if (mark is null && WholeNumber.TryRead(text.AsSpan().Trim(), out var whole)) return whole;
            return Read(text, mark) is var number && double.IsNaN(number) ? FieldValue.Missing : number;
        });
    }

    private static Delegate Text(IExpressionCompiler compiler, IReadOnlyList<Node> arguments)
    {
        var value = compiler.Value(arguments[0]);
        if (arguments.Count == 1) return (Func<EdgeEvent, string?>)(e => value(e) is { Exists: true } input ? input.ToString() : null);
        var digits = compiler.Number(arguments[1]);
        return (Func<EdgeEvent, string?>)(e =>
            value(e) is { IsNumber: true, AsNumber: var number } && digits(e) is >= 0 and <= 15 and var places
                ? Rounded(number, (int)places).ToString($"F{(int)places}", CultureInfo.InvariantCulture) : null);

        // The format by itself rounds halves to the even digit.
        static double Rounded(double number, int places) => Math.Round(number, places, MidpointRounding.AwayFromZero);
    }

    private static Delegate Boolean(IExpressionCompiler compiler, IReadOnlyList<Node> arguments)
    {
        var value = compiler.Value(arguments[0]);
        return (Func<EdgeEvent, FieldValue>)(e => value(e) switch
        {
            { Kind: FieldKind.Boolean } input => input,
            { IsNumber: true } input => input.AsNumber != 0,
            { AsText: { } text } when Truth(text) is { } truth => truth,
            _ => FieldValue.Missing,
        });
    }

    private static Delegate FromHex(IExpressionCompiler compiler, IReadOnlyList<Node> arguments)
    {
        var text = compiler.Text(arguments[0]);
        return (Func<EdgeEvent, FieldValue>)(e =>
        {
            if (text(e) is not { } t) return FieldValue.Missing;
            var digits = t.AsSpan().Trim();
            if (digits.StartsWith("0x", StringComparison.OrdinalIgnoreCase)) digits = digits[2..];
            return digits.Length is > 0 and <= 16
                && ulong.TryParse(digits, NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out var number)
                ? FieldValue.Of(number) : FieldValue.Missing;
        });
    }

    private static Delegate ToHex(IExpressionCompiler compiler, IReadOnlyList<Node> arguments)
    {
        var number = compiler.Value(arguments[0]);
        return (Func<EdgeEvent, string?>)(
            e => WholeArithmetic.TryGetBits(number(e), out var bits, out _) ? bits.ToString("x", CultureInfo.InvariantCulture) : null);
    }

    private static string? Base64Decode(string text)
    {
        var bytes = new byte[text.Length];
        if (!Convert.TryFromBase64String(text, bytes, out var count)) return null;
        try
        {
            return new UTF8Encoding(false, throwOnInvalidBytes: true).GetString(bytes, 0, count);
        }
        catch (DecoderFallbackException)
        {
            return null;
        }
    }
}
