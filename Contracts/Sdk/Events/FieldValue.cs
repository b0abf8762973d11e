using System.Globalization;
using EventEdge.Contracts.Hashing;

namespace EventEdge.Contracts.Events;

/// <summary>
/// One value of an event or a measurement: missing, null, boolean, number or text. Never throws on read. A whole number is exact whatever
/// its size: one that no double holds keeps its digits beside the nearest double, which is what calculations take (<see cref="AsNumber"/>).
/// </summary>
public readonly struct FieldValue : IEquatable<FieldValue>
{
    private const int FormatShift = 8;

    private readonly double _number;
    private readonly string? _text;

    // The kind, and above it the form of a number: a whole word, since values are copied by words, and a byte that was just written would
    // make the copy wait.
    private readonly ulong _form;

    private FieldValue(FieldKind kind, double number, string? text, NumberFormat format = NumberFormat.Double)
    {
        _number = number;
        _text = text;
        _form = (ulong)kind | ((ulong)format << FormatShift);
    }

    // Each number has one form: the others hold only what no double can.
    private enum NumberFormat : byte
    {
        Double,
        Whole,
        Digits,
    }

    /// <summary>The event has no such field.</summary>
    public static FieldValue Missing => default;

    /// <summary>The field is present and null.</summary>
    public static FieldValue Null => new(FieldKind.Null, 0, null);

    /// <summary>What is held.</summary>
    public FieldKind Kind => (FieldKind)(byte)_form;

    /// <summary>True when there is a value: neither missing nor null.</summary>
    public bool Exists => Kind > FieldKind.Null;

    /// <summary>True when <see cref="AsNumber"/> is meaningful.</summary>
    public bool IsNumber => Kind == FieldKind.Number;

    /// <summary>The number, or the double nearest to it; NaN when this is not a number.</summary>
    public double AsNumber => Kind == FieldKind.Number ? Nearest : double.NaN;

    /// <summary>
    /// The number as <see cref="AsNumber"/>; another one when this is not a number, such as 0 for a count that has not begun.
    /// </summary>
    public double NumberOr(double otherwise) => Kind == FieldKind.Number ? Nearest : otherwise;

    /// <summary>Whether this is a whole number that no double holds, so that <see cref="AsNumber"/> is rounded.</summary>
    public bool IsRounded => Format != NumberFormat.Double;

    /// <summary>The boolean; false when this is not a boolean.</summary>
    public bool AsBoolean => Kind == FieldKind.Boolean && _number != 0;

    /// <summary>The text; null when this is not text.</summary>
    public string? AsText => Kind == FieldKind.Text ? _text : null;

    /// <summary>The digits of a whole number beyond 64 bits; null for every other value.</summary>
    internal string? Digits => Format == NumberFormat.Digits ? _text : null;

    private NumberFormat Format => (NumberFormat)(byte)(_form >> FormatShift);

    private double Nearest => Format == NumberFormat.Whole ? Whole : _number;

    private long Whole => BitConverter.DoubleToInt64Bits(_number);

    /// <summary>A number.</summary>
    public static FieldValue Of(double value) => new(FieldKind.Number, value, null);

    /// <summary>A whole number, exact.</summary>
    public static FieldValue Of(long value) => WholeNumber.IsDouble(value)
        ? new(FieldKind.Number, value, null)
        : new(FieldKind.Number, BitConverter.Int64BitsToDouble(value), null, NumberFormat.Whole);

    /// <summary>A whole number, exact.</summary>
    public static FieldValue Of(ulong value) => value <= long.MaxValue ? Of((long)value) : WholeNumber.Of(value);

    /// <summary>A boolean.</summary>
    public static FieldValue Of(bool value) => new(FieldKind.Boolean, value ? 1 : 0, null);

    /// <summary>A text; null becomes <see cref="Null"/>.</summary>
    public static FieldValue Of(string? value) => value is null ? Null : new(FieldKind.Text, 0, value);

    /// <summary>A whole number beyond 64 bits that no double holds.</summary>
    internal static FieldValue OfDigits(double nearest, string digits) => new(FieldKind.Number, nearest, digits, NumberFormat.Digits);

    /// <summary>The value as a whole number of 64 bits; false when it is none, or lies beyond them.</summary>
    public bool TryGetWhole(out long value)
    {
        value = 0;
        if (Kind != FieldKind.Number || Format == NumberFormat.Digits) return false;
        if (Format == NumberFormat.Double) return WholeNumber.TryFrom(_number, out value);
        value = Whole;
        return true;
    }

    /// <summary>A number, implicitly.</summary>
    public static implicit operator FieldValue(double value) => Of(value);

    /// <summary>A whole number, implicitly and exactly.</summary>
    public static implicit operator FieldValue(long value) => Of(value);

    /// <summary>A boolean, implicitly.</summary>
    public static implicit operator FieldValue(bool value) => Of(value);

    /// <summary>A text, implicitly.</summary>
    public static implicit operator FieldValue(string? value) => Of(value);

    /// <summary>Same kind and same value: 1, 1.0 and 1e0 are equal, and so are both zeros; NaN equals NaN.</summary>
    public static bool operator ==(FieldValue left, FieldValue right) => left.Equals(right);

    /// <summary>Another kind or another value.</summary>
    public static bool operator !=(FieldValue left, FieldValue right) => !left.Equals(right);

    /// <inheritdoc />
    public bool Equals(FieldValue other) =>
        _form == other._form && string.Equals(_text, other._text, StringComparison.Ordinal)
        && (Format == NumberFormat.Whole ? Whole == other.Whole : _number.Equals(other._number));

    /// <inheritdoc />
    public override bool Equals(object? obj) => obj is FieldValue other && Equals(other);

    /// <inheritdoc />
    public override int GetHashCode() => Format switch
    {
        NumberFormat.Whole => WordHash.Of((ulong)Whole),
        _ when _text is not null => _text.GetHashCode(StringComparison.Ordinal),
        _ => WordHash.Of((int)Kind, WordHash.Of(_number)),
    };

    /// <summary>
    /// The value as text: numbers in the shortest form that reads back as the same, whole ones with every digit, none with an exponent;
    /// missing and null as the empty string.
    /// </summary>
    public override string ToString() => Kind switch
    {
        FieldKind.Number when Format == NumberFormat.Whole => Whole.ToString(CultureInfo.InvariantCulture),
        FieldKind.Number => Digits ?? PlainNumber.Format(_number),
        FieldKind.Boolean => _number != 0 ? "true" : "false",
        FieldKind.Text => _text!,
        _ => string.Empty,
    };
}
