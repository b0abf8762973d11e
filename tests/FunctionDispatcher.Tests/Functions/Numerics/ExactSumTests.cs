using System.Numerics;
using CsCheck;
using EventEdge.FunctionDispatcher.Functions.Numerics;

namespace EventEdge.FunctionDispatcher.Tests.Functions.Numerics;

public sealed class ExactSumTests
{
    private static readonly Gen<double> Reasonable = Gen.OneOf(
        Gen.Double[-1000, 1000],
        Gen.Double[-1e-12, 1e-12],
        Gen.Select(Gen.Double[-1, 1], Gen.Int[-300, 300], (mantissa, exponent) => Math.ScaleB(mantissa, exponent)),
        Gen.OneOf(0.0, -0.0, 0.1, 1e100, -1e100, 1.0, double.Epsilon, 9007199254740993.0));

    [Fact]
    public void It_equals_the_rational_sum_rounded_once() =>
        Reasonable.Array[0, 60].Sample(
            terms => Assert.Equal(RationalSum.Rounded(terms), SumOf(terms).Value), iter: 3_000);

    [Fact]
    public void A_tie_is_decided_by_the_smallest_term()
    {
        double[] terms = [1, Math.ScaleB(1, -53), Math.ScaleB(1, -110)];
        Assert.Equal(1, SumOf(terms[..2]).Value);
        Assert.Equal(Math.BitIncrement(1), SumOf(terms).Value);
    }

    [Fact]
    public void Ten_tenths_are_one() => Assert.Equal(1, SumOf(Enumerable.Repeat(0.1, 10)).Value);

    [Fact]
    public void What_cancels_leaves_nothing() => Assert.Equal(0, SumOf([1e100, 0.1, -1e100, -0.1]).Value);

    [Fact]
    public void Order_and_partition_do_not_show() =>
        Gen.Select(Reasonable.Array[1, 40], Gen.Int[0, 40]).Sample((terms, cut) =>
        {
            var left = SumOf(terms.Skip(cut).Reverse());
            left.Add(SumOf(terms.Take(cut)));
            Assert.Equal(Parts(SumOf(terms)), Parts(left));
        });

    [Fact]
    public void A_sum_may_be_added_to_itself()
    {
        var sum = SumOf([0.1, 1e20, 1e-20]);
        sum.Add(sum);
        Assert.Equal(Parts(SumOf([0.2, 2e20, 2e-20])), Parts(sum));
    }

    [Fact]
    public void A_product_is_added_without_rounding()
    {
        var sum = default(ExactSum);
        sum.AddProduct(0.1, 0.1);
        sum.Add(-(0.1 * 0.1));
        Assert.Equal(Math.FusedMultiplyAdd(0.1, 0.1, -(0.1 * 0.1)), sum.Value);
    }

    [Fact]
    public void A_saved_sum_is_the_same_bit_for_bit() =>
        Reasonable.Array[0, 60].Sample(terms =>
        {
            var sum = SumOf(terms);
            var saved = Feed.Saved(sum.Save);
            var loaded = ExactSum.Load(new BinaryReader(new MemoryStream(saved)));
            Assert.Equal(saved, Feed.Saved(loaded.Save));
            loaded.Add(0.1);
            sum.Add(0.1);
            Assert.Equal(sum.Value, loaded.Value);
        });

    private static ExactSum SumOf(IEnumerable<double> terms)
    {
        var sum = default(ExactSum);
        foreach (var term in terms) sum.Add(term);
        return sum;
    }

    private static double[] Parts(ExactSum sum)
    {
        var parts = new double[40];
        return parts[..sum.CopyTo(parts)];
    }
}

/// <summary>The obvious reference: every double is an integer times 2^-1074.</summary>
internal static class RationalSum
{
    private const int Scale = 1074;

    public static double Rounded(IEnumerable<double> terms) =>
        Round(terms.Aggregate(BigInteger.Zero, (sum, term) => sum + ToInteger(term)));

    private static BigInteger ToInteger(double value)
    {
        var bits = BitConverter.DoubleToInt64Bits(value);
        var exponent = (int)((bits >> 52) & 0x7FF);
        var mantissa = (bits & 0xFFFFFFFFFFFFF) | (exponent == 0 ? 0 : 1L << 52);
        var magnitude = new BigInteger(mantissa) << Math.Max(0, exponent - 1);
        return bits < 0 ? -magnitude : magnitude;
    }

    private static double Round(BigInteger sum)
    {
        var magnitude = BigInteger.Abs(sum);
        var shift = Math.Max(0, (int)magnitude.GetBitLength() - 53);
        var quotient = magnitude >> shift;
        var doubled = (magnitude - (quotient << shift)) * 2;
        var unit = BigInteger.One << shift;
        if (doubled > unit || (doubled == unit && !quotient.IsEven)) quotient += 1;
        return sum.Sign * Math.ScaleB((double)quotient, shift - Scale);
    }
}
