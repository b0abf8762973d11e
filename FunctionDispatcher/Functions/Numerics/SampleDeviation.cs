namespace EventEdge.FunctionDispatcher.Functions.Numerics;

/// <summary>The sample standard deviation from exact sums: no cancellation, however large the mean.</summary>
internal static class SampleDeviation
{
    private const int PartLimit = 12;

    /// <summary>The square root of <c>(n Σx² − (Σx)²) / (n (n − 1))</c>; NaN below two samples.</summary>
    public static double Of(long count, in ExactSum sum, in ExactSum squares)
    {
        if (count < 2) return double.NaN;
        Span<double> parts = stackalloc double[PartLimit];
        var scaled = default(ExactSum);
        foreach (var square in parts[..squares.CopyTo(parts)]) scaled.AddProduct(count, square);
        var taken = parts[..sum.CopyTo(parts)];
        foreach (var left in taken)
        {
            foreach (var right in taken) scaled.AddProduct(-left, right);
        }

        return Math.Sqrt(Math.Max(0, scaled.Value) / (double)count / (count - 1));
    }
}
