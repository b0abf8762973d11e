namespace EventEdge.FunctionDispatcher.Functions.Vibration;

/// <summary>What samples say without a spectrum, their mean taken away: gravity and the offset of a sensor are no vibration.</summary>
internal sealed class Waveform
{
    private Waveform(double[] samples, double peak)
    {
        (Samples, Peak) = (samples, peak);
        var (squares, fourths) = (0.0, 0.0);
        foreach (var sample in samples)
        {
            var square = sample * sample;
            squares += square;
            fourths += square * square;
        }

        var mean = squares / samples.Length;
        Rms = peak * Math.Sqrt(mean);
        Crest = 1 / Math.Sqrt(mean);
        Kurtosis = fourths / samples.Length / (mean * mean);
    }

    /// <summary>The samples less their mean, in units of <see cref="Peak"/>: no power of them leaves the range of doubles.</summary>
    public double[] Samples { get; }

    /// <summary>The largest distance from the mean.</summary>
    public double Peak { get; }

    /// <summary>The root of the mean of squares.</summary>
    public double Rms { get; }

    /// <summary>The peak divided by the RMS: √2 of a sine.</summary>
    public double Crest { get; }

    /// <summary>The fourth moment divided by the square of the second: 1.5 of a sine, 3 of noise.</summary>
    public double Kurtosis { get; }

    /// <summary>The waveform of samples; null where all are equal.</summary>
    public static Waveform? Of(double[] samples)
    {
        if (samples.Min() == samples.Max()) return null;
        var mean = samples.Sum() / samples.Length;
        var centred = Array.ConvertAll(samples, sample => sample - mean);
        var peak = centred.Max(Math.Abs);
        return new(Array.ConvertAll(centred, sample => sample / peak), peak);
    }
}
