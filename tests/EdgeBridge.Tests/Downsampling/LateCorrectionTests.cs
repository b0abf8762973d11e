using EventEdge.Contracts.Measurements;
using EventEdge.EdgeBridge.Outbox;
using EventEdge.EdgeBridge.Tests.Storage;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Time.Testing;

namespace EventEdge.EdgeBridge.Tests.Downsampling;

/// <summary>Readings that come late while the outbox is short of room: each counts once, whatever became of its window meanwhile.</summary>
public sealed class LateCorrectionTests
{
    private const int Devices = 20;
    private const int Windows = 360;
    private const int Seeds = 9;

    private readonly SimulatedDisk _disk = new();
    private readonly FakeTimeProvider _time = new();
    private readonly Dictionary<(string Device, DateTimeOffset Time), Point> _store = [];

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    public static TheoryData<int, string> Histories
    {
        get
        {
            var histories = new TheoryData<int, string>();
            for (var seed = 1; seed <= Seeds; seed++)
            {
                histories.Add(seed, "10m");
                histories.Add(seed, "1h");
            }

            return histories;
        }
    }

    [Theory]
    [MemberData(nameof(Histories))]
    public async Task A_late_reading_counts_once_whether_its_window_waits_was_merged_or_has_left(int seed, string lateness)
    {
        var random = new Random(seed);
        // Of the watermark, which may be a window ahead.
        var latest = lateness == "1h" ? 355 : 55;
        var windows = seed % 3 == 0 ? 4 * Windows : Windows;
        var sent = new List<double>[Devices];
        for (var device = 0; device < Devices; device++) sent[device] = [];
        var outbox = Open();
        using (var plant = new Plant(outbox, Devices, lateness))
        {
            for (var window = 0; window < windows; window++)
            {
                for (var device = 0; device < Devices; device++) Send(device, window, reading: 0);
                for (var late = random.Next(seed % 7 * 2 + 1); late > 0; late--)
                    Send(random.Next(Devices), Math.Max(0, window - random.Next(latest)), random.Next(1, 3));
                if (random.Next(40) == 0) await outbox.FlushAsync(Cancellation);
                if (random.Next(60) == 0) await outbox.RelieveAsync();
                if (random.Next(30) == 0) Leave(outbox, batches: random.Next(4), confirmed: random.Next(2) == 0);
                if (random.Next(90) != 0) continue;
                await outbox.FlushAsync(Cancellation);
                // What is not acknowledged for good leaves again; what may have left is known.
                if (random.Next(2) == 0) _disk.Kill();
                await outbox.DisposeAsync();
                if (random.Next(3) == 0) await DrainAsync();
                outbox = Open();
                plant.GoOnWith(outbox);
            }

            for (var device = 0; device < Devices; device++) Send(device, windows + 1, reading: 0);

            void Send(int device, int window, int reading)
            {
                // Whoever has no more resolution to lose waits for the link.
                if (outbox.IsFull) Leave(outbox, batches: 100, confirmed: true);
                plant.Send(device, window, reading);
                // The last reading of each device only closes the windows before it.
                if (window <= windows) sent[device].Add(Plant.ValueOf(device, window, reading));
            }
        }

        await outbox.FlushAsync(Cancellation);
        await outbox.RelieveAsync();
        Leave(outbox, batches: int.MaxValue, confirmed: true);
        await outbox.DisposeAsync();
        Assert.Contains(_store.Values, point => point.Fields.Any(field => field.Key == "resolution"));
        for (var device = 0; device < Devices; device++)
            AssertReports([.. _store.Where(entry => entry.Key.Device == $"d{device}").Select(entry => entry.Value)], sent[device]);
    }

    // A start on a disk that takes nothing, and the process ends before the disk is mended.
    private async Task DrainAsync()
    {
        _disk.Before = (operation, path) =>
        {
            if (operation is DiskOperation.Write or DiskOperation.Create or DiskOperation.Rename or DiskOperation.Unlink)
                throw new IOException("Read-only file system");
        };
        await using (var drain = ResultOutbox.Open(Options with { IsDraining = true, SoftLimit = 1 }, _disk.NewProcess(), _time,
            NullLogger.Instance)) Leave(drain, batches: 5, confirmed: true);
        _disk.Before = (_, _) => { };
    }

    private static void AssertReports(List<Point> points, List<double> values)
    {
        Assert.Equal(values.Count, points.Sum(point => (long)Plant.Field(point, "t_count")));
        Assert.Equal(values.Sum(), points.Sum(point => Plant.Field(point, "t_sum")), 1e-6);
        Assert.Equal(values.Min(), points.Min(point => Plant.Field(point, "t_min")));
        Assert.Equal(values.Max(), points.Max(point => Plant.Field(point, "t_max")));
    }

    // As the store does it: the highest revision of an identity stays.
    private void Leave(ResultOutbox outbox, int batches, bool confirmed)
    {
        for (; batches > 0 && outbox.TryNext(DeliveryClass.Normal, 50) is { } batch; batches--)
        {
            foreach (var point in batch.Records.SelectMany(record => record.Points))
            {
                var identity = (point.Tags[0].Value, point.Time);
                if (!_store.TryGetValue(identity, out var stored) || stored.Revision <= point.Revision) _store[identity] = point;
            }

            if (confirmed) outbox.Acknowledge(DeliveryClass.Normal, batch.LastSequence);
        }

        outbox.Rewind(DeliveryClass.Normal);
    }

    private static OutboxOptions Options { get; } =
        new()
        {
            Directory = "/data/outbox", HardLimitBytes = OutboxOptions.SmallestHardLimitBytes, SoftLimit = 0.1,
            BacklogLimit = int.MaxValue
        };

    private ResultOutbox Open() => ResultOutbox.Open(Options, _disk.NewProcess(), _time, NullLogger.Instance);
}
