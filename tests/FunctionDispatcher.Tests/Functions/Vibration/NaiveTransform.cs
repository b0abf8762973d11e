namespace EventEdge.FunctionDispatcher.Tests.Functions.Vibration;

/// <summary>The discrete Fourier transform as it is defined, in O(n²), and what follows from it: the reference.</summary>
internal static class NaiveTransform
{
    public static (double Real, double Imaginary)[] Of(double[] signal)
    {
        var lines = new (double Real, double Imaginary)[signal.Length];
        for (var k = 0; k < lines.Length; k++)
        {
            for (var j = 0; j < signal.Length; j++)
            {
                var (sine, cosine) = Math.SinCos(2 * Math.PI * ((long)j * k % signal.Length) / signal.Length);
                lines[k].Real += signal[j] * cosine;
                lines[k].Imaginary -= signal[j] * sine;
            }
        }

        return lines;
    }

    /// <summary>The mean square within [low, high) of a signal under Hann's window, each line divided by a power of 2πf.</summary>
    public static double MeanSquare(double[] samples, double rate, double low, double high, int integrations = 0)
    {
        var mean = samples.Average();
        var window = Enumerable.Range(0, samples.Length).Select(j => Math.Pow(Math.Sin(Math.PI * j / samples.Length), 2)).ToArray();
        var lines = Of([.. samples.Select((sample, j) => (sample - mean) * window[j])]);
        var sum = 0.0;
        // Both sides of the spectrum, each line by itself.
        for (var k = 0; k < lines.Length; k++)
        {
            var frequency = Math.Min(k, lines.Length - k) * rate / lines.Length;
            if (k == 0 || frequency < low || frequency >= high) continue;
            var square = (lines[k].Real * lines[k].Real) + (lines[k].Imaginary * lines[k].Imaginary);
            sum += square / Math.Pow(2 * Math.PI * frequency, 2 * integrations);
        }

        return sum / samples.Length / window.Sum(w => w * w);
    }
}
