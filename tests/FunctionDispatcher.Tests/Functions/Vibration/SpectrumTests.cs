using CsCheck;
using EventEdge.FunctionDispatcher.Functions.Vibration;

namespace EventEdge.FunctionDispatcher.Tests.Functions.Vibration;

public sealed class SpectrumTests
{
    private static readonly Gen<double[]> Signals = Gen.Double[-5, 5].Array[16, 200];

    [Fact]
    public void Bands_have_the_power_that_the_definition_says() =>
        Gen.Select(Signals, Gen.Double[10, 5_000], Gen.Double[0, 1], Gen.Double[0, 1]).Sample((samples, rate, one, other) =>
        {
            // Borders between two lines, so that rounding does not decide.
            var (low, high) = (Between(Math.Min(one, other)), Between(Math.Max(one, other)) + 1);
            var (from, to) = (low * rate / samples.Length, high * rate / samples.Length);
            var spectrum = SpectrumOf(samples, rate);
            Near(Math.Sqrt(NaiveTransform.MeanSquare(samples, rate, from, to)), spectrum.Rms(Band(from, to)), 1e-9);
            Near(Math.Sqrt(NaiveTransform.MeanSquare(samples, rate, from, to, 1)), spectrum.IntegralRms(Band(from, to)), 1e-9);

            double Between(double share) => Math.Floor(share * ((samples.Length / 2) - 1)) + 0.5;
        });

    /// <summary>Parseval through the window: all lines together are the mean square that the window weighs, but for its mean.</summary>
    [Fact]
    public void All_bands_together_are_the_whole() =>
        Gen.Select(Signals, Gen.Double[0.01, 0.99]).Sample((samples, share) =>
        {
            var mean = samples.Average();
            var windowed = samples.Select((x, j) => (x - mean) * Math.Pow(Math.Sin(Math.PI * j / samples.Length), 2)).ToArray();
            var whole = windowed.Sum(x => x * x) - (Math.Pow(windowed.Sum(), 2) / samples.Length);
            var expected = Math.Sqrt(whole / (samples.Length * 3.0 / 8));
            var spectrum = SpectrumOf(samples, 1_000);
            var (below, above) = (spectrum.Rms(Band(0, share * 500)), spectrum.Rms(Band(share * 500, 500)));
            Near(expected, spectrum.Rms(Band(0, 500)), 1e-9);
            Near(expected, Math.Sqrt((below * below) + (above * above)), 1e-9);
        });

    [Fact]
    public void A_sine_is_found_between_lines_with_its_amplitude() =>
        Gen.Select(Gen.Int[64, 1_500], Gen.Double[0.01, 0.99], Gen.Double[0, 6.28], Gen.Double[1e-3, 1e3], Gen.Double[-100, 100])
            .Sample((count, share, phase, amplitude, offset) =>
            {
                const double Rate = 2_000;
                var line = Rate / count;
                var frequency = (6 * line) + (share * ((Rate / 2) - (12 * line)));
                var spectrum = SpectrumOf(Sine(count, Rate, frequency, amplitude, phase, offset), Rate);
                Assert.InRange(spectrum.PeakFrequency, frequency - (0.02 * line), frequency + (0.02 * line));
                Near(amplitude, spectrum.Amplitude, 0.01);
                Near(amplitude / Math.Sqrt(2), spectrum.Rms(Band(frequency - (6 * line), frequency + (6 * line))), 0.01);
            });

    [Fact]
    public void The_stronger_of_two_tones_is_told_and_each_band_has_its_own()
    {
        var (one, other) = (Sine(4_000, 4_000, 50, 3), Sine(4_000, 4_000, 700.25, 2));
        var spectrum = SpectrumOf([.. one.Zip(other, (a, b) => a + b)], 4_000);
        Near(50, spectrum.PeakFrequency, 1e-4);
        Near(3, spectrum.Amplitude, 1e-4);
        Near(3 / Math.Sqrt(2), spectrum.Rms(Band(10, 100)), 1e-4);
        Near(2 / Math.Sqrt(2), spectrum.Rms(Band(500, 1_000)), 1e-4);
        Assert.InRange(spectrum.Rms(Band(1_200, 1_900)), 0, 1e-4);
    }

    [Fact]
    public void The_integral_of_a_sine_is_one_of_its_amplitude_by_angular_frequency() =>
        Near(5 / Math.Sqrt(2) / (2 * Math.PI * 120.3), SpectrumOf(Sine(8_000, 4_000, 120.3, 5), 4_000).IntegralRms(Band(10, 1_000)), 1e-3);

    [Theory]
    [InlineData(1e-300)]
    [InlineData(1e149)]
    public void Very_small_and_very_large_signals_are_like_others(double scale)
    {
        var spectrum = SpectrumOf(Sine(1_000, 1_000, 100, scale), 1_000);
        Near(1, spectrum.Amplitude / scale, 1e-6);
        Near(1 / Math.Sqrt(2), spectrum.Rms(Band(10, 500)) / scale, 1e-6);
    }

    private static Spectrum SpectrumOf(double[] samples, double rate) => Spectrum.Of(Waveform.Of(samples)!, rate);

    private static FrequencyBand Band(double low, double high) => new("bands.b", "b", low, high);

    private static double[] Sine(int count, double rate, double frequency, double amplitude, double phase = 0.3, double offset = 0) =>
        [.. Enumerable.Range(0, count).Select(i => offset + (amplitude * Math.Sin((2 * Math.PI * frequency * i / rate) + phase)))];

    private static void Near(double expected, double actual, double share) =>
        Assert.InRange(actual, expected - (share * Math.Abs(expected)) - 1e-12, expected + (share * Math.Abs(expected)) + 1e-12);
}
