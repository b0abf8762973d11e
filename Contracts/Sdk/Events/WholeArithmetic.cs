using System.Numerics;

namespace EventEdge.Contracts.Events;

/// <summary>
/// Sums, differences, products, quotients and remainders: exact where both numbers are whole and the result is one of 64 bits, signed or
/// not; the nearest double otherwise. What is no number gives no value. Where doubles hold everything, nothing else is looked at.
/// </summary>
internal static class WholeArithmetic
{
    /// <summary>The sum.</summary>
    public static FieldValue Add(in FieldValue left, in FieldValue right)
    {
        var sum = left.AsNumber + right.AsNumber;
        return IsSafe(left, right, sum) || !AreWhole(left, right) ? Of(sum) : Of(Exact(left) + Exact(right));
    }

    /// <summary>The difference.</summary>
    public static FieldValue Subtract(in FieldValue left, in FieldValue right)
    {
        var difference = left.AsNumber - right.AsNumber;
        return IsSafe(left, right, difference) || !AreWhole(left, right) ? Of(difference) : Of(Exact(left) - Exact(right));
    }

    /// <summary>The product.</summary>
    public static FieldValue Multiply(in FieldValue left, in FieldValue right)
    {
        var product = left.AsNumber * right.AsNumber;
        return IsSafe(left, right, product) || !AreWhole(left, right) ? Of(product) : Of(Exact(left) * Exact(right));
    }

    /// <summary>The quotient: whole where the division leaves nothing over.</summary>
    public static FieldValue Divide(in FieldValue left, in FieldValue right)
    {
        var quotient = left.AsNumber / right.AsNumber;
        if (!(left.IsRounded || right.IsRounded) || !AreWhole(left, right) || right.AsNumber == 0) return Of(quotient);
        var (whole, rest) = BigInteger.DivRem(Exact(left), Exact(right));
        return rest.IsZero ? Of(whole) : Of(quotient);
    }

    /// <summary>The remainder, with the sign of the dividend.</summary>
    public static FieldValue Remainder(in FieldValue left, in FieldValue right)
    {
        var remainder = left.AsNumber % right.AsNumber;
        if (!(left.IsRounded || right.IsRounded) || !AreWhole(left, right) || right.AsNumber == 0) return Of(remainder);
        return Of(BigInteger.Remainder(Exact(left), Exact(right)));
    }

    /// <summary>
    /// A whole number from -2^63 to 2^64 - 1 as its 64 bits, those below 0 in two's complement; false when it is none of them.
    /// </summary>
    /// <param name="number">The number.</param>
    /// <param name="bits">The bits.</param>
    /// <param name="isUnsigned">Whether it is 2^63 or more, which only an unsigned number of 64 bits is.</param>
    public static bool TryGetBits(in FieldValue number, out ulong bits, out bool isUnsigned)
    {
        isUnsigned = false;
        var fits = number.TryGetWhole(out var whole);
        bits = unchecked((ulong)whole);
        if (fits) return true;
        if (!number.IsNumber || !AreWhole(number, number)) return false;
        var exact = Exact(number);
        if (exact < 0 || exact > ulong.MaxValue) return false;
        (bits, isUnsigned) = ((ulong)exact, true);
        return true;
    }

    // Below 2^53 a result of doubles is rounded only where one of them was.
    private static bool IsSafe(in FieldValue left, in FieldValue right, double result) =>
        !left.IsRounded && !right.IsRounded && !(Math.Abs(result) >= WholeNumber.RoundedFrom);

    private static bool AreWhole(in FieldValue left, in FieldValue right) => IsWhole(left) && IsWhole(right);

    private static bool IsWhole(in FieldValue number) => number.IsRounded || double.IsInteger(number.AsNumber);

    private static BigInteger Exact(in FieldValue number) =>
        number.TryGetWhole(out var whole) ? whole
        : number.Digits is { } digits ? BigInteger.Parse(digits, System.Globalization.CultureInfo.InvariantCulture)
        : new BigInteger(number.AsNumber);

    private static FieldValue Of(double number) => double.IsNaN(number) ? FieldValue.Missing : number;

    private static FieldValue Of(BigInteger exact)
    {
        if (exact >= long.MinValue && exact <= long.MaxValue) return FieldValue.Of((long)exact);
        return exact.Sign > 0 && exact <= ulong.MaxValue ? FieldValue.Of((ulong)exact) : WholeNumber.Nearest(exact);
    }
}
