using System.Buffers.Text;
using System.Globalization;
using System.Numerics;
using System.Text;
using System.Text.Json;

namespace EventEdge.Contracts.Events;

/// <summary>Whole numbers that no double holds: read, written, compared and subtracted without rounding.</summary>
internal static class WholeNumber
{
    /// <summary>The smallest magnitude that a whole number beside it rounds to.</summary>
    public const double RoundedFrom = 1L << 53;

    // So many digits are always held by a double.
    private const int DoubleDigits = 15;
    // Longer ones are beyond every double.
    private const int LengthLimit = 320;
    private const double TwoTo63 = 9223372036854775808.0;

    /// <summary>Whether a double holds it exactly.</summary>
    public static bool IsDouble(long value) => TryFrom(value, out var back) && back == value;

    /// <summary>A double as a whole number of 64 bits; false when it is none.</summary>
    public static bool TryFrom(double number, out long whole)
    {
        var fits = number is >= -TwoTo63 and < TwoTo63;
        whole = fits ? (long)number : 0;
        return fits && whole == number;
    }

    /// <summary>A whole number beyond 63 bits.</summary>
    public static FieldValue Of(ulong value) => OfDigits(value.ToString(CultureInfo.InvariantCulture), value);

    /// <summary>The number of digits that <see cref="FieldValue.Digits"/> gave.</summary>
    /// <exception cref="InvalidDataException">They are none.</exception>
    public static FieldValue OfDigits(string digits) => TryRead(digits, out var value)
        ? value
        : throw new InvalidDataException($"a whole number of {digits.Length} characters is no number");

    /// <summary>
    /// A number in plain digits, with or without a sign, as what it says. False when it has few digits, a fraction or an exponent: then it
    /// is the nearest double, which is for the caller to read.
    /// </summary>
    public static bool TryRead(ReadOnlySpan<byte> text, out FieldValue value)
    {
        value = default;
        if (text.Length <= DoubleDigits) return false;
        var digits = text[0] is (byte)'-' or (byte)'+' ? text[1..] : text;
        if (digits.ContainsAnyExceptInRange((byte)'0', (byte)'9')) return false;
        if (Utf8Parser.TryParse(text, out long whole, out var used) && used == text.Length)
        {
            value = FieldValue.Of(whole);
            return true;
        }

        digits = digits.TrimStart((byte)'0');
        var nearest = double.Parse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture);
        if (!double.IsFinite(nearest)) return false;
        value = OfDigits((text[0] == '-' ? "-" : string.Empty) + Encoding.ASCII.GetString(digits), nearest);
        return true;
    }

    /// <inheritdoc cref="TryRead(ReadOnlySpan{byte}, out FieldValue)"/>
    public static bool TryRead(ReadOnlySpan<char> text, out FieldValue value)
    {
        value = default;
        return text.Length is > DoubleDigits and <= LengthLimit && TryRead(Encoding.UTF8.GetBytes(text.ToArray()), out value);
    }

    /// <summary>A number of a JSON document, whole ones exactly; infinite when it is beyond every double.</summary>
    public static FieldValue Read(JsonElement number) => TryRead(number.GetRawText(), out var whole) ? whole : number.GetDouble();

    /// <summary>A JSON number at the reader, whole ones exactly; false when it is beyond every double.</summary>
    public static bool TryRead(ref Utf8JsonReader reader, out FieldValue value)
    {
        if (!reader.HasValueSequence && TryRead(reader.ValueSpan, out value)) return true;
        var fits = reader.TryGetDouble(out var number) && double.IsFinite(number);
        value = number;
        return fits;
    }

    /// <summary>
    /// Writes a finite number as JSON: every digit of a whole one of 64 bits or more, so that readers with integers read it as one.
    /// </summary>
    public static void WriteNumberValue(this Utf8JsonWriter json, in FieldValue number)
    {
        if (number.Digits is { } digits) json.WriteRawValue(digits, skipInputValidation: true);
        else if (Math.Abs(number.AsNumber) >= RoundedFrom && number.TryGetWhole(out var whole)) json.WriteNumberValue(whole);
        else json.WriteNumberValue(number.AsNumber);
    }

    /// <inheritdoc cref="WriteNumberValue"/>
    public static void WriteNumber(this Utf8JsonWriter json, string name, in FieldValue number)
    {
        json.WritePropertyName(name);
        json.WriteNumberValue(number);
    }

    /// <summary>Order by size, exact; NaN before all, as doubles have it.</summary>
    public static int Compare(in FieldValue left, in FieldValue right)
    {
        var order = left.AsNumber.CompareTo(right.AsNumber);
        // Rounding keeps the order, so only numbers that round to the same one need a closer look.
        return order != 0 || !(left.IsRounded || right.IsRounded) ? order : Exact(left).CompareTo(Exact(right));
    }

    /// <summary>The difference, rounded once.</summary>
    public static double Difference(in FieldValue left, in FieldValue right)
    {
        var isExact = left.IsRounded || right.IsRounded;
        return isExact && IsWhole(left) && IsWhole(right) ? Nearest(Exact(left) - Exact(right)) : left.AsNumber - right.AsNumber;
    }

    /// <summary>The double nearest to a whole number; infinite beyond them. A cast would cut it off.</summary>
    public static double Nearest(BigInteger whole) =>
        double.Parse(whole.ToString(CultureInfo.InvariantCulture), CultureInfo.InvariantCulture);

    /// <summary>The number with the other sign.</summary>
    public static FieldValue Negate(in FieldValue number) =>
        number.IsRounded && TryRead((-Exact(number)).ToString(CultureInfo.InvariantCulture), out var negative)
            ? negative
            : -number.AsNumber;

    private static FieldValue OfDigits(string digits, double nearest) =>
        PlainNumber.Format(nearest) == digits ? nearest : FieldValue.OfDigits(nearest, digits);

    private static bool IsWhole(in FieldValue number) => number.IsRounded || double.IsInteger(number.AsNumber);

    private static BigInteger Exact(in FieldValue number) => BigInteger.Parse(number.ToString(), CultureInfo.InvariantCulture);
}
