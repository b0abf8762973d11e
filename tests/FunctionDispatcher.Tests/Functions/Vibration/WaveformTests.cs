using CsCheck;
using EventEdge.FunctionDispatcher.Functions.Vibration;

namespace EventEdge.FunctionDispatcher.Tests.Functions.Vibration;

public sealed class WaveformTests
{
    [Fact]
    public void A_sine_has_a_crest_factor_of_root_two_and_a_kurtosis_of_three_halves()
    {
        var waveform = Of(Enumerable.Range(0, 800).Select(i => 9.81 + (4 * Math.Sin(2 * Math.PI * i / 80))));
        Assert.Equal(4, waveform.Peak, 1e-12);
        Assert.Equal(4 / Math.Sqrt(2), waveform.Rms, 1e-12);
        Assert.Equal(Math.Sqrt(2), waveform.Crest, 1e-12);
        Assert.Equal(1.5, waveform.Kurtosis, 1e-12);
    }

    [Fact]
    public void A_square_wave_has_one_of_each()
    {
        var waveform = Of(Enumerable.Range(0, 64).Select(i => i % 2 == 0 ? 3.0 : -3.0));
        Assert.Equal((3.0, 3.0, 1.0, 1.0), (waveform.Peak, waveform.Rms, waveform.Crest, waveform.Kurtosis));
    }

    /// <summary>One shock in n samples is a Bernoulli distribution of p = 1/n.</summary>
    [Fact]
    public void A_shock_has_the_moments_of_its_distribution() =>
        Gen.Select(Gen.Int[16, 2_000], Gen.Double[0.01, 100], Gen.Double[-10, 10]).Sample((count, height, offset) =>
        {
            var waveform = Of(Enumerable.Range(0, count).Select(i => offset + (i == count / 3 ? height : 0)));
            var p = 1.0 / count;
            var variance = p * (1 - p);
            Near(height * (1 - p), waveform.Peak);
            Near(height * Math.Sqrt(variance), waveform.Rms);
            Near((1 - p) / Math.Sqrt(variance), waveform.Crest);
            Near((1 - (3 * variance)) / variance, waveform.Kurtosis);
        });

    [Fact]
    public void Noise_has_the_kurtosis_of_its_distribution()
    {
        var random = new Random(7);
        var waveform = Of(Enumerable.Range(0, 65_536).Select(_ =>
            Math.Sqrt(-2 * Math.Log(1 - random.NextDouble())) * Math.Cos(2 * Math.PI * random.NextDouble())));
        Assert.InRange(waveform.Rms, 0.98, 1.02);
        Assert.InRange(waveform.Kurtosis, 2.9, 3.1);
    }

    [Fact]
    public void Equal_samples_have_no_waveform() => Assert.Null(Waveform.Of([.. Enumerable.Repeat(0.1, 100)]));

    [Theory]
    [InlineData(1e150)]
    [InlineData(1e-320)]
    public void The_ends_of_the_range_do_not_overflow(double height)
    {
        var waveform = Of(Enumerable.Range(0, 64).Select(i => i % 2 == 0 ? height : -height));
        Assert.Equal((height, height, 1.0, 1.0), (waveform.Peak, waveform.Rms, waveform.Crest, waveform.Kurtosis));
    }

    private static Waveform Of(IEnumerable<double> samples) => Waveform.Of([.. samples])!;

    private static void Near(double expected, double actual) =>
        Assert.InRange(actual, expected - (1e-9 * Math.Abs(expected)), expected + (1e-9 * Math.Abs(expected)));
}
