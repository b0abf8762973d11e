using System.Globalization;
using EventEdge.Measure.Latency;

const string Usage = $"Measure {LatencyOptions.Usage}";

try
{
    switch (args)
    {
        case ["latency", ..]:
            var histogram = new LatencyProbe(LatencyOptions.Parse(args.AsSpan(1))).Run();
            // p50 p90 p99 p99.9 longest, in microseconds.
            double[] shares = [0.5, 0.9, 0.99, 0.999, 1];
            Console.WriteLine(string.Join(' ', shares.Select(share => (histogram.Percentile(share) / 1000.0).ToString("0.#", CultureInfo.InvariantCulture))));
            return 0;
        default:
            throw new FormatException("which suite?");
    }
}
catch (FormatException problem)
{
    Console.Error.WriteLine($"{problem.Message}\n{Usage}");
    return 2;
}
