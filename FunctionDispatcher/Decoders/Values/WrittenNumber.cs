using System.Globalization;
using EventEdge.Contracts.Events;
using EventEdge.FunctionDispatcher.Components;
using EventEdge.FunctionDispatcher.Configuration;

namespace EventEdge.FunctionDispatcher.Decoders.Values;

/// <summary>
/// Numbers as people write them: with a decimal point or comma, and with marks between thousands. Strict: a mark at another place than a
/// thousand's makes it no number. Whole numbers are exact.
/// </summary>
/// <param name="config">The marks; null: a point, and none between thousands.</param>
internal sealed class WrittenNumber(TextValueDecoderConfig? config)
{
    /// <summary>Longest number with marks of its own, in bytes.</summary>
    private const int LengthLimit = 128;

    private const int GroupSize = 3;

    private readonly bool _isPlain = (config?.Decimal ?? DecimalMark.Point) == DecimalMark.Point && config?.Thousands is null;
    private readonly byte _decimal = config?.Decimal == DecimalMark.Comma ? (byte)',' : (byte)'.';
    private readonly ThousandsMark? _thousands = config?.Thousands;

    /// <summary>Tells marks that cannot be told apart.</summary>
    public static void Check(ConfigCheck check)
    {
        if (check.Binding.Decode is not TextValueDecoderConfig { Thousands: { } thousands } config) return;
        var mark = config.Decimal ?? DecimalMark.Point;
        if (thousands.ToString() != mark.ToString()) return;
        var word = mark == DecimalMark.Comma ? "comma" : "point";
        check.Report(config, nameof(config.Thousands), $"thousands {word} is the decimal mark too: decimal is {word}");
    }

    /// <summary>Reads a text that is a finite number from end to end; no blanks around it.</summary>
    public bool TryRead(ReadOnlySpan<byte> text, out FieldValue number)
    {
        Span<byte> plain = stackalloc byte[LengthLimit];
        scoped var digits = text;
        number = default;
        if (!_isPlain)
        {
            if (text.Length > LengthLimit || !TryPlain(text, plain, out var length)) return false;
            digits = plain[..length];
        }

        if (digits.IsEmpty || !(char.IsAsciiDigit((char)digits[^1]) || digits[^1] == '.')) return false;
        if (WholeNumber.TryRead(digits, out number)) return true;
        const NumberStyles Plain = NumberStyles.AllowLeadingSign | NumberStyles.AllowDecimalPoint | NumberStyles.AllowExponent;
        var isNumber = double.TryParse(digits, Plain, CultureInfo.InvariantCulture, out var nearest);
        number = nearest;
        return isNumber && double.IsFinite(nearest);
    }

    /// <summary>Whether a number has a decimal mark.</summary>
    public bool HasDecimal(ReadOnlySpan<byte> number) => number.Contains(_decimal);

    /// <summary>The bytes that can be a number at the beginning of a text: what is behind them is not.</summary>
    public int PrefixOf(ReadOnlySpan<byte> text)
    {
        var end = 0;
        for (var at = 0; at < text.Length;)
        {
            var c = text[at];
            var step = char.IsAsciiDigit((char)c) || c == _decimal ? 1 : at > 0 ? Math.Max(MarkAt(text[at..]), ExponentAt(text[at..])) : 0;
            if (at == 0 && c is (byte)'-' or (byte)'+') step = 1;
            if (step == 0) break;
            at += step;
            // A mark belongs to the number only where a digit follows.
            if (char.IsAsciiDigit((char)text[at - 1]) || text[at - 1] == _decimal) end = at;
        }

        return end;
    }

    private static int ExponentAt(ReadOnlySpan<byte> text)
    {
        if (text[0] is not ((byte)'e' or (byte)'E')) return 0;
        var sign = text.Length > 1 && text[1] is (byte)'-' or (byte)'+' ? 1 : 0;
        return text.Length > 1 + sign && char.IsAsciiDigit((char)text[1 + sign]) ? 1 + sign : 0;
    }

    // Marks of thousands are left out, and the decimal mark becomes a point.
    private bool TryPlain(ReadOnlySpan<byte> text, Span<byte> plain, out int length)
    {
        length = 0;
        var (digits, hasMarks, isWhole) = (0, false, true);
        for (var at = 0; at < text.Length; at++)
        {
            var c = text[at];
            if (isWhole && digits > 0 && MarkAt(text[at..]) is > 0 and var mark)
            {
                if (hasMarks ? digits != GroupSize : digits > GroupSize) return false;
                (hasMarks, digits, at) = (true, 0, at + mark - 1);
                continue;
            }

            if (isWhole && char.IsAsciiDigit((char)c)) digits++;
            else if (c is not ((byte)'-' or (byte)'+') || digits > 0)
            {
                if (hasMarks && isWhole && digits != GroupSize) return false;
                if (c is (byte)'.' or (byte)',' && (c != _decimal || !isWhole)) return false;
                isWhole = false;
            }

            plain[length++] = c == _decimal ? (byte)'.' : c;
        }

        return !hasMarks || !isWhole || digits == GroupSize;
    }

    private int MarkAt(ReadOnlySpan<byte> text) => _thousands switch
    {
        ThousandsMark.Point => text[0] == '.' ? 1 : 0,
        ThousandsMark.Comma => text[0] == ',' ? 1 : 0,
        ThousandsMark.Underscore => text[0] == '_' ? 1 : 0,
        ThousandsMark.Apostrophe => text[0] == '\'' ? 1 : text.StartsWith("\u2019"u8) ? 3 : 0,
        ThousandsMark.Space => text[0] == ' ' ? 1 : text.StartsWith("\u00A0"u8) ? 2 : text.StartsWith("\u202F"u8) ? 3 : 0,
        _ => 0,
    };
}
