using System.Globalization;
using System.Numerics;
using CsCheck;
using EventEdge.Contracts.Events;

namespace EventEdge.FunctionDispatcher.Tests.Expressions;

/// <summary>Whole numbers of 64 bits are added, subtracted, multiplied and divided as <see cref="BigInteger"/> does it.</summary>
public sealed class WholeArithmeticTests
{
    private static readonly Gen<BigInteger> Wholes = Gen.OneOf(
        Gen.Long.Select(l => (BigInteger)l), Gen.ULong.Select(u => (BigInteger)u), Gen.Int.Select(i => (BigInteger)i),
        Gen.Int[-3, 3].Select(i => BigInteger.Pow(2, 53) + i), Gen.Int[-3, 3].Select(i => BigInteger.Pow(2, 63) + i),
        Gen.Int[-3, 3].Select(i => -BigInteger.Pow(2, 63) + Math.Abs(i)), Gen.Int[-1, 1].Select(i => (BigInteger)i));

    [Fact]
    public void What_fits_64_bits_is_exact_and_what_does_not_is_the_nearest_double() => Gen.Select(Wholes, Wholes).Sample(
        (left, right) =>
        {
            var (a, b) = (Value(left), Value(right));
            Assert.Equal(Value(left + right), WholeArithmetic.Add(a, b));
            Assert.Equal(Value(left - right), WholeArithmetic.Subtract(a, b));
            Assert.Equal(Value(left * right), WholeArithmetic.Multiply(a, b));
            if (right.IsZero) return;
            Assert.Equal(Value(BigInteger.Remainder(left, right)), WholeArithmetic.Remainder(a, b));
            Assert.Equal(Value(left), WholeArithmetic.Divide(Value(left), FieldValue.Of(1L)));
            if (BigInteger.Abs(left * right) <= long.MaxValue) Assert.Equal(Value(left), WholeArithmetic.Divide(Value(left * right), b));
        },
        iter: 20_000);

    [Fact]
    public void Anything_else_is_what_doubles_make_of_it() => Gen.Select(Gen.Double, Gen.Double[-1e9, 1e9]).Sample((left, right) =>
    {
        var (a, b) = (FieldValue.Of(left + 0.5), FieldValue.Of(right + 0.25));
        if (double.IsInteger(a.AsNumber) && double.IsInteger(b.AsNumber)) return;
        Same(a.AsNumber + b.AsNumber, WholeArithmetic.Add(a, b));
        Same(a.AsNumber - b.AsNumber, WholeArithmetic.Subtract(a, b));
        Same(a.AsNumber * b.AsNumber, WholeArithmetic.Multiply(a, b));
        Same(a.AsNumber / b.AsNumber, WholeArithmetic.Divide(a, b));
        Same(a.AsNumber % b.AsNumber, WholeArithmetic.Remainder(a, b));
    });

    [Theory]
    [InlineData("x", 1)]
    [InlineData(null, 1)]
    public void What_is_no_number_gives_no_value(string? text, double number)
    {
        var (a, b) = (FieldValue.Of(text), FieldValue.Of(number));
        foreach (var compute in (Func<FieldValue, FieldValue, FieldValue>[])
            [(x, y) => WholeArithmetic.Add(x, y), (x, y) => WholeArithmetic.Divide(x, y), (x, y) => WholeArithmetic.Remainder(x, y)])
        {
            Assert.Equal(FieldKind.Missing, compute(a, b).Kind);
            Assert.Equal(FieldKind.Missing, compute(b, a).Kind);
        }
    }

    [Fact]
    public void A_division_by_zero_is_what_it_was() => Assert.Equal(
        [double.PositiveInfinity, double.NegativeInfinity],
        [
            WholeArithmetic.Divide(FieldValue.Of(long.MaxValue), FieldValue.Of(0L)).AsNumber,
            WholeArithmetic.Divide(FieldValue.Of(-1L), FieldValue.Of(0L)).AsNumber,
        ]);

    [Fact]
    public void Numbers_that_doubles_hold_cost_no_memory()
    {
        var (a, b) = (FieldValue.Of(21.5), FieldValue.Of(7L));
        WholeArithmetic.Add(a, b);
        var before = GC.GetAllocatedBytesForCurrentThread();
        for (var n = 0; n < 1000; n++) WholeArithmetic.Multiply(WholeArithmetic.Add(a, b), WholeArithmetic.Subtract(b, a));
        Assert.Equal(0, GC.GetAllocatedBytesForCurrentThread() - before);
    }

    private static void Same(double expected, in FieldValue actual) =>
        Assert.Equal(double.IsNaN(expected) ? FieldValue.Missing : FieldValue.Of(expected), actual);

    private static FieldValue Value(BigInteger whole)
    {
        if (whole >= long.MinValue && whole <= long.MaxValue) return FieldValue.Of((long)whole);
        if (whole.Sign > 0 && whole <= ulong.MaxValue) return FieldValue.Of((ulong)whole);
        return FieldValue.Of(double.Parse(whole.ToString(CultureInfo.InvariantCulture), CultureInfo.InvariantCulture));
    }
}
