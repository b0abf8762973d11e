using CsCheck;
using EventEdge.FunctionDispatcher.Functions.Numerics;

namespace EventEdge.FunctionDispatcher.Tests.Functions.Numerics;

public sealed class QuantileSketchTests
{
    private const double Tolerance = QuantileSketch.RelativeError + 1e-9;
    private static readonly double[] Fractions = [0, 0.01, 0.25, 0.5, 0.75, 0.95, 0.99, 1];

    private static readonly Gen<double> Values = Gen.OneOf(
        Gen.Double[15, 30], Gen.Double[-1e6, 1e6], Gen.Double[-1e-9, 1e-9], Gen.OneOf(0.0, 1.0, -1.0, 1e150, -1e150, 1e-99));

    [Fact]
    public void Every_quantile_is_within_one_percent_of_the_values_beside_it() =>
        Values.Array[1, 300].Sample(values =>
        {
            var sorted = values.Order().ToArray();
            var sketch = SketchOf(values);
            foreach (var fraction in Fractions)
            {
                var (exact, beside) = Reference(sorted, fraction);
                Assert.InRange(sketch.Quantile(fraction) - exact, -beside * Tolerance, beside * Tolerance);
            }
        });

    /// <summary>What numpy.quantile gives, whose default is linear.</summary>
    [Theory]
    [InlineData(new double[] { 10, 20 }, 0.5, 15)]
    [InlineData(new double[] { 1, 2, 3, 4 }, 0.5, 2.5)]
    [InlineData(new double[] { 1, 2, 3, 4 }, 0.95, 3.85)]
    [InlineData(new double[] { 15, 20, 35, 40, 50 }, 0.4, 29)]
    [InlineData(new double[] { 15, 20, 35, 40, 50 }, 0.75, 40)]
    [InlineData(new double[] { -10, 10 }, 0.5, 0)]
    [InlineData(new double[] { 7 }, 0.99, 7)]
    public void Few_values_lean_to_neither_side(double[] values, double fraction, double expected)
    {
        var beside = values.Max(Math.Abs);

        Assert.InRange(SketchOf(values).Quantile(fraction), expected - (beside * Tolerance), expected + (beside * Tolerance));
        Assert.Equal(expected, Reference(values, fraction).Exact, 1e-9);
    }

    // On the line between the two values beside the place, and the larger of their magnitudes.
    private static (double Exact, double Beside) Reference(double[] sorted, double fraction)
    {
        var place = fraction * (sorted.Length - 1);
        var (low, high) = (sorted[(int)Math.Floor(place)], sorted[(int)Math.Ceiling(place)]);
        return (low + ((high - low) * (place - Math.Floor(place))), Math.Max(Math.Abs(low), Math.Abs(high)));
    }

    [Fact]
    public void Order_and_partition_do_not_show() =>
        Gen.Select(Values.Array[0, 200], Gen.Int[0, 200]).Sample((values, cut) =>
        {
            var merged = SketchOf(values.Skip(cut).Reverse());
            merged.Merge(SketchOf(values.Take(cut)));
            Assert.Equal(Feed.Saved(SketchOf(values).Save), Feed.Saved(merged.Save));
        });

    [Fact]
    public void Beyond_the_bucket_limit_order_still_does_not_show() =>
        Gen.Int.Sample(
            seed =>
            {
                var random = new Random(seed);
                var values = Enumerable.Range(0, 6_000)
                    .Select(_ => Math.ScaleB(random.NextDouble() - 0.2, random.Next(-150, 150))).ToArray();
                var sketch = SketchOf(values);
                random.Shuffle(values);
                var merged = SketchOf(values.Take(2_500));
                merged.Merge(SketchOf(values.Skip(2_500)));
                Assert.Equal(QuantileSketch.BucketLimit, sketch.Buckets);
                Assert.Equal(Feed.Saved(sketch.Save), Feed.Saved(merged.Save));
            },
            iter: 10);

    [Fact]
    public void Beyond_the_bucket_limit_the_high_quantiles_stay_exact()
    {
        var values = Enumerable.Range(-20_000, 40_000).Select(i => Math.Exp(i / 100.0)).Where(v => v < 1e150).ToArray();
        var (exact, _) = Reference(values, 0.99);
        Assert.InRange(SketchOf(values).Quantile(0.99) / exact, 1 - Tolerance, 1 + Tolerance);
    }

    [Fact]
    public void A_saved_sketch_goes_on_where_it_was()
    {
        var sketch = SketchOf([20, 21, 22, -3, 0]);
        var loaded = QuantileSketch.Load(new BinaryReader(new MemoryStream(Feed.Saved(sketch.Save))));
        foreach (var value in new[] { 19.0, 50, 20 })
        {
            sketch.Add(value);
            loaded.Add(value);
        }

        Assert.Equal(Feed.Saved(sketch.Save), Feed.Saved(loaded.Save));
    }

    [Fact]
    public void A_sensor_that_moves_between_15_and_30_degrees_needs_few_buckets() =>
        Assert.InRange(SketchOf(Enumerable.Range(0, 100_000).Select(i => 15 + (15.0 * i / 100_000))).Buckets, 30, 40);

    [Fact]
    public void Nothing_has_no_quantile() => Assert.Equal(double.NaN, new QuantileSketch().Quantile(0.5));

    private static QuantileSketch SketchOf(IEnumerable<double> values)
    {
        var sketch = new QuantileSketch();
        foreach (var value in values) sketch.Add(value);
        return sketch;
    }
}
