using EventEdge.Contracts.Measurements;
using EventEdge.EdgeBridge.Outbox;
using EventEdge.EdgeBridge.Tests.Storage;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Time.Testing;

namespace EventEdge.EdgeBridge.Tests.Coarsening;

/// <summary>Readings that come late while the outbox is short of room: each counts once, whatever became of its window meanwhile.</summary>
public sealed class LateCorrectionTests
{
    private const int Devices = 20;
    private const int Windows = 360;

    private readonly SimulatedDisk _disk = new();
    private readonly FakeTimeProvider _time = new();
    private readonly Dictionary<(string Device, DateTimeOffset Time), Point> _store = [];

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    [InlineData(4)]
    [InlineData(5)]
    [InlineData(6)]
    public async Task A_late_reading_counts_once_whether_its_window_waits_was_merged_or_has_left(int seed)
    {
        var random = new Random(seed);
        var sent = new List<double>[Devices];
        for (var device = 0; device < Devices; device++) sent[device] = [];
        var outbox = Open();
        using (var plant = new Plant(outbox, Devices, lateness: "1h"))
        {
            for (var window = 0; window < Windows; window++)
            {
                for (var device = 0; device < Devices; device++) Send(device, window, reading: 0);
                for (var late = random.Next(seed * 2); late > 0; late--) Send(random.Next(Devices), Math.Max(0, window - random.Next(300)), random.Next(1, 3));
                if (random.Next(40) == 0) await outbox.FlushAsync(Cancellation);
                if (random.Next(60) == 0) await outbox.RelieveAsync();
                if (random.Next(30) == 0) Leave(outbox, batches: random.Next(4), confirmed: random.Next(2) == 0);
                if (random.Next(90) != 0) continue;
                await outbox.DisposeAsync();
                outbox = Open();
                plant.GoOnWith(outbox);
            }

            for (var device = 0; device < Devices; device++) Send(device, Windows + 1, reading: 0);

            void Send(int device, int window, int reading)
            {
                plant.Send(device, window, reading);
                // The last reading of each device only closes the windows before it.
                if (window <= Windows) sent[device].Add(Plant.ValueOf(device, window, reading));
            }
        }

        await outbox.FlushAsync(Cancellation);
        await outbox.RelieveAsync();
        Leave(outbox, batches: int.MaxValue, confirmed: true);
        await outbox.DisposeAsync();
        Assert.Contains(_store.Values, point => point.Fields.Any(field => field.Key == "resolution"));
        for (var device = 0; device < Devices; device++) AssertTells([.. _store.Where(entry => entry.Key.Device == $"d{device}").Select(entry => entry.Value)], sent[device]);
    }

    private static void AssertTells(List<Point> points, List<double> values)
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

    private ResultOutbox Open() => ResultOutbox.Open(
        new OutboxOptions { Directory = "/data/outbox", HardLimitBytes = OutboxOptions.SmallestHardLimitBytes, SoftLimit = 0.1, BacklogLimit = int.MaxValue },
        _disk,
        _time,
        NullLogger.Instance);
}
