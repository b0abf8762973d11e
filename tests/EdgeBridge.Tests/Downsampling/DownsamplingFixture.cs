using EventEdge.Contracts.Measurements;
using EventEdge.EdgeBridge.Outbox;
using EventEdge.EdgeBridge.Storage.Files;
using EventEdge.EdgeBridge.Tests.Storage;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Time.Testing;

namespace EventEdge.EdgeBridge.Tests.Downsampling;

/// <summary>An outbox under pressure, and what has to be true of the points that leave it.</summary>
public abstract class DownsamplingFixture
{
    private const double SketchError = 0.01;

    private protected const int Devices = 20;

    private readonly FakeTimeProvider _time = new();

    private protected SimulatedDisk Disk { get; } = new();

    private protected static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    /// <summary>Commits the windows, reads back what became of them, and compares every count, sum and extreme.</summary>
    internal static async Task<(long Windows, int Points)> AssertOutageFitsAsync(
        ResultOutbox outbox, int devices, int windows, string lateness)
    {
        using var plant = new Plant(outbox, devices, lateness);
        plant.Run(0, windows);
        await outbox.FlushAsync(Cancellation);
        await outbox.RelieveAsync();
        Assert.Equal((long)devices * windows, plant.Committed);
        var tally = outbox.TallyOf("press", plant.Version);
        var points = Drain(outbox);
        AssertNothingIsMissing(points, devices, windows);
        Assert.Equal(plant.Committed, points.Count + tally.Merged);
        Assert.Equal(0, outbox.Depth.Points);
        return (plant.Committed, points.Count);
    }

    private protected static void AssertNothingIsMissing(List<Point> points, int devices, int windows)
    {
        var series = points.GroupBy(point => point.Tags.Single().Value)
            .ToDictionary(group => group.Key, group => group.OrderBy(point => point.Time).ToList());
        Assert.Equal(devices, series.Count);
        for (var device = 0; device < devices; device++)
        {
            var expected = Plant.Start;
            foreach (var point in series[$"d{device}"])
            {
                Assert.Equal(expected, point.Time);
                expected = point.WindowEnd!.Value;
                AssertReports(point, Plant.ValuesOf(device, point.Time, expected));
            }

            Assert.Equal(Plant.Start.AddSeconds(windows * 10), expected);
        }
    }

    private static void AssertReports(Point point, List<double> values)
    {
        values.Sort();
        Assert.Equal(values.Count, Plant.Field(point, "t_count"));
        Assert.Equal((double)values.Sum(value => (decimal)value), Plant.Field(point, "t_sum"), 1e-9);
        Assert.Equal(values[0], Plant.Field(point, "t_min"));
        Assert.Equal(values[^1], Plant.Field(point, "t_max"));
        Assert.Equal(values.Average(), Plant.Field(point, "t_mean"), 1e-9);
        foreach (var (name, fraction) in ((string, double)[])[("t_p50", 0.5), ("t_p95", 0.95), ("t_p99", 0.99)])
        {
            // On the line between the two values beside it.
            var place = fraction * (values.Count - 1);
            var (below, above) = (values[(int)place], values[(int)Math.Ceiling(place)]);
            var exact = below + ((above - below) * (place - Math.Floor(place)));
            Assert.InRange(Plant.Field(point, name), exact * (1 - SketchError) - 1e-9, exact * (1 + SketchError) + 1e-9);
        }
    }

    /// <summary>Reads and acknowledges everything; the sequences have to be dense, as the cloud's ledger wants them.</summary>
    private protected static List<Point> Drain(ResultOutbox outbox)
    {
        List<Point> points = [];
        var next = outbox.HighestAcknowledged(DeliveryClass.Normal) + 1;
        while (outbox.TryNext(DeliveryClass.Normal, 500) is { } batch)
        {
            Assert.Equal(next, batch.FirstSequence);
            next = batch.LastSequence + 1;
            points.AddRange(batch.Records.SelectMany(record => record.Points));
            outbox.Acknowledge(DeliveryClass.Normal, batch.LastSequence);
        }

        return points;
    }

    private protected ResultOutbox Open(
        ILogFiles files, long limit = OutboxOptions.SmallestHardLimitBytes, double soft = 0.8, int backlogLimit = int.MaxValue)
    {
        var options = new OutboxOptions
        { Directory = "/data/outbox", HardLimitBytes = limit, SoftLimit = soft, BacklogLimit = backlogLimit };
        return ResultOutbox.Open(options, files, _time, NullLogger.Instance);
    }
}
