using System.Numerics;

namespace EventEdge.FunctionDispatcher.Functions.Vibration;

/// <summary>
/// The discrete Fourier transform of any length in O(n log n): radix 2 (J. W. Cooley, J. W. Tukey, 1965) of a power of two, else as a
/// convolution of that length (L. I. Bluestein, 1970). So nothing is cut off, and no zeros are added that would blur the lines.
/// </summary>
internal static class FourierTransform
{
    /// <summary>The sums of <c>x[j] · e^(−2πi·jk/n)</c> for each k below n.</summary>
    public static Complex[] Of(double[] signal)
    {
        if (!BitOperations.IsPow2(signal.Length)) return Chirped(signal);
        var values = Array.ConvertAll(signal, sample => new Complex(sample, 0));
        Transform(values);
        return values;
    }

    // jk = (j² + k² − (k − j)²) / 2 makes a convolution of the sum.
    private static Complex[] Chirped(double[] signal)
    {
        var length = (int)BitOperations.RoundUpToPowerOf2((uint)((2 * signal.Length) - 1));
        var (chirps, values, kernel) = (ChirpsOf(signal.Length), new Complex[length], new Complex[length]);
        for (var i = 0; i < signal.Length; i++)
        {
            values[i] = signal[i] * chirps[i];
            kernel[i] = Complex.Conjugate(chirps[i]);
            if (i > 0) kernel[length - i] = kernel[i];
        }

        Transform(values);
        Transform(kernel);
        // The inverse is the transform of conjugates, conjugated and divided by the length.
        for (var i = 0; i < length; i++) values[i] = Complex.Conjugate(values[i] * kernel[i]);
        Transform(values);
        for (var i = 0; i < chirps.Length; i++) chirps[i] *= Complex.Conjugate(values[i]) / length;
        return chirps;
    }

    // The square is taken modulo a whole turn, so that no digit of the angle is lost.
    private static Complex[] ChirpsOf(int count)
    {
        var chirps = new Complex[count];
        for (var i = 0; i < count; i++) chirps[i] = Complex.FromPolarCoordinates(1, -Math.PI * ((long)i * i % (2L * count)) / count);
        return chirps;
    }

    private static void Transform(Complex[] values)
    {
        Reorder(values);
        var turns = new Complex[values.Length / 2];
        for (var i = 0; i < turns.Length; i++) turns[i] = Complex.FromPolarCoordinates(1, -2 * Math.PI * i / values.Length);
        for (var half = 1; half < values.Length; half *= 2) Combine(values, half, turns);
    }

    private static void Combine(Complex[] values, int half, Complex[] turns)
    {
        var step = turns.Length / half;
        for (var start = 0; start < values.Length; start += 2 * half)
        {
            for (var i = 0; i < half; i++)
            {
                var (even, odd) = (values[start + i], values[start + i + half] * turns[i * step]);
                (values[start + i], values[start + i + half]) = (even + odd, even - odd);
            }
        }
    }

    private static void Reorder(Complex[] values)
    {
        for (int i = 1, reversed = 0; i < values.Length; i++)
        {
            var bit = values.Length / 2;
            for (; (reversed & bit) != 0; bit /= 2) reversed ^= bit;
            reversed ^= bit;
            if (i < reversed) (values[i], values[reversed]) = (values[reversed], values[i]);
        }
    }
}
