using System.Numerics;

namespace EventEdge.FunctionDispatcher.Functions.Vibration;

/// <summary>
/// The spectrum of a waveform with Hann's window. Its lines are <c>rate / samples</c> apart, from 0 to half the rate; that of 0 does not
/// count, as the mean is taken away.
/// </summary>
internal sealed class Spectrum
{
    private readonly double _rate;
    private readonly double _peak;
    private readonly int _count;
    // The mean square that each line stands for, in units of the peak.
    private readonly double[] _power;

    private Spectrum(Waveform waveform, double rate)
    {
        (_rate, _peak, _count) = (rate, waveform.Peak, waveform.Samples.Length);
        var lines = FourierTransform.Of(Windowed(waveform.Samples));
        _power = new double[(_count / 2) + 1];
        // The squares of the window sum up to 3/8 of its length. All lines but that of half the rate stand for their mirror too.
        for (var i = 1; i < _power.Length; i++)
        {
            var square = (lines[i].Real * lines[i].Real) + (lines[i].Imaginary * lines[i].Imaginary);
            _power[i] = square * (2 * i == _count ? 1 : 2) / (_count * (_count * 3.0 / 8));
        }

        (PeakFrequency, Amplitude) = Strongest(lines);
    }

    /// <summary>The frequency of the strongest line below half the rate, in Hz, between lines where the signal is.</summary>
    public double PeakFrequency { get; }

    /// <summary>The amplitude of a sine of that frequency.</summary>
    public double Amplitude { get; }

    /// <summary>The spectrum of a waveform.</summary>
    /// <param name="waveform">At least three samples.</param>
    /// <param name="rate">Samples a second.</param>
    public static Spectrum Of(Waveform waveform, double rate) => new(waveform, rate);

    /// <summary>The RMS of the part of the signal that is within a band.</summary>
    public double Rms(FrequencyBand band)
    {
        var sum = 0.0;
        foreach (var line in LinesOf(band)) sum += _power[line];
        return _peak * Math.Sqrt(sum);
    }

    /// <summary>The RMS of its integral over time: each line is divided by 2πf.</summary>
    public double IntegralRms(FrequencyBand band)
    {
        var sum = 0.0;
        foreach (var line in LinesOf(band))
        {
            var angular = 2 * Math.PI * line * _rate / _count;
            sum += _power[line] / (angular * angular);
        }

        return _peak * Math.Sqrt(sum);
    }

    private static double[] Windowed(double[] samples)
    {
        var windowed = new double[samples.Length];
        for (var i = 0; i < windowed.Length; i++)
            windowed[i] = samples[i] * (1 - Math.Cos(2 * Math.PI * i / windowed.Length)) / 2;
        return windowed;
    }

    private IEnumerable<int> LinesOf(FrequencyBand band)
    {
        var end = band.High >= _rate / 2 ? _power.Length : LineAt(band.High);
        for (var line = Math.Max(1, LineAt(band.Low)); line < end; line++) yield return line;
    }

    // The first line from a frequency on; one that is on it but for rounding is.
    private int LineAt(double frequency) => (int)Math.Ceiling((frequency * _count / _rate) - 1e-9);

    // A sine between two lines divides itself between them by Hann's window: their ratio tells where it is, and what it lost by that.
    private (double Frequency, double Amplitude) Strongest(Complex[] lines)
    {
        var strongest = 1;
        for (var i = 2; 2 * i < _count; i++)
        {
            if (_power[i] > _power[strongest]) strongest = i;
        }

        var (own, lower, upper) = (lines[strongest].Magnitude, lines[strongest - 1].Magnitude, lines[strongest + 1].Magnitude);
        if (own == 0) return (strongest * _rate / _count, 0);
        var ratio = Math.Max(lower, upper) / own;
        var offset = Math.Clamp(((2 * ratio) - 1) / (ratio + 1), 0, 0.5);
        var loss = offset < 1e-9 ? 1 : Math.Sin(Math.PI * offset) / (Math.PI * offset) / (1 - (offset * offset));
        var line = upper > lower ? strongest + offset : strongest - offset;
        // The window has a mean of 1/2, and half of a sine is in the mirror.
        return (line * _rate / _count, _peak * 4 * own / _count / loss);
    }
}
