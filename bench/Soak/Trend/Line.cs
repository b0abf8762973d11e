namespace EventEdge.Soak.Trend;

/// <summary>The straight line through samples that leaves the least squares: how much a figure grows with the messages.</summary>
/// <param name="Slope">Growth a million messages.</param>
/// <param name="Error">The slope's standard error: a slope of less than twice of it says nothing.</param>
/// <param name="Share">Growth from the first sample to the last, in percent of the mean.</param>
/// <param name="Mean">The mean.</param>
internal sealed record Line(double Slope, double Error, double Share, double Mean)
{
    /// <summary>The line of one figure of some samples, at least three.</summary>
    public static Line Through(IReadOnlyList<Sample> samples, Func<Sample, double> figure)
    {
        var (x, y) = (samples.Select(one => one.Messages / 1e6).ToArray(), samples.Select(figure).ToArray());
        var (meanX, meanY) = (x.Average(), y.Average());
        var spread = x.Sum(one => (one - meanX) * (one - meanX));
        var slope = x.Zip(y).Sum(one => (one.First - meanX) * (one.Second - meanY)) / spread;
        var rest = x.Zip(y).Sum(one => Math.Pow(one.Second - meanY - (slope * (one.First - meanX)), 2));
        return new(slope, Math.Sqrt(rest / (x.Length - 2) / spread), 100 * slope * (x[^1] - x[0]) / meanY, meanY);
    }
}
