using EventEdge.Contracts.Measurements;
using EventEdge.EdgeBridge.Outbox;
using EventEdge.EdgeBridge.Standby;
using EventEdge.EdgeBridge.Tests.Downsampling;
using EventEdge.EdgeBridge.Tests.Node.Support;
using EventEdge.EdgeBridge.Tests.Storage;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Time.Testing;

namespace EventEdge.EdgeBridge.Tests.Standby;

/// <summary>
/// A node starts on a disk that takes nothing, sends, and is stopped before the disk is mended: nobody remembers what was sent, and all the
/// same no reading counts twice once the outbox loses resolution.
/// </summary>
public sealed class DrainedOnceTests
{
    private const int Devices = 20;
    private const int Windows = 400;

    private readonly SimulatedDisk _disk = new();
    private readonly FakeTimeProvider _time = new();
    private readonly Dictionary<(string Device, DateTimeOffset Time), Point> _store = [];

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData(20, false)]
    [InlineData(20, true)]
    [InlineData(300, false)]
    [InlineData(300, true)]
    public async Task What_a_drain_sent_without_a_trace_is_not_merged(int before, bool killed)
    {
        var outbox = Open();
        using (var plant = new Plant(outbox, Devices))
        {
            plant.Run(0, before);
            await outbox.FlushAsync(Cancellation);
            await outbox.RelieveAsync();
        }

        await EndAsync(outbox, killed);
        var drained = await DrainAsync();
        // As long as there is little, all of it leaves, as it is meant to.
        if (before == 20) Assert.Equal(Devices * before, drained);

        outbox = Open();
        using (var plant = new Plant(outbox, Devices))
        {
            plant.Run(before + 1, Windows);
            await outbox.FlushAsync(Cancellation);
            await outbox.RelieveAsync();
        }

        Take(outbox, DeliveryClass.Normal);
        await outbox.DisposeAsync();
        Assert.Contains(_store.Values, point => point.Fields.Any(field => field.Key == "resolution"));
        // Each run ends with a first reading of the next window; the very last of these is still open, and so is the one before the
        // restart.
        var sent = (long)Devices * Plant.ReadingsPerWindow * (Windows - 1);
        Assert.Equal(sent, _store.Values.Sum(point => (long)Plant.Field(point, "t_count")));
    }

    private async Task EndAsync(ResultOutbox outbox, bool killed)
    {
        if (killed) _disk.Kill();
        await outbox.DisposeAsync();
    }

    private async Task<int> DrainAsync()
    {
        _disk.Before = (operation, path) =>
        {
            if (operation is DiskOperation.Write or DiskOperation.Create or DiskOperation.Rename or DiskOperation.Unlink)
                throw new IOException("Read-only file system");
        };
        FakeUplink? uplink = null;
        var sent = 0;
        await using (OutboxDrain.Open(
            new EdgeOptions { BindingsFile = "none", DataDirectory = "/data", OutboxLimitBytes = OutboxOptions.SmallestHardLimitBytes },
            _disk,
            (outbox, _) => uplink = new FakeUplink(outbox),
            _time,
            NullLoggerFactory.Instance))
        {
            sent = Take(uplink!.Outbox, DeliveryClass.Normal);
        }

        _disk.Before = (_, _) => { };
        return sent;
    }

    private int Take(IOutboxReader outbox, DeliveryClass deliveryClass)
    {
        var points = 0;
        while ((outbox.TryNext(deliveryClass, 50) ?? outbox.TryNextDeferred(deliveryClass, 50)) is { } batch)
        {
            foreach (var point in batch.Records.SelectMany(record => record.Points))
            {
                points++;
                var identity = (point.Tags[0].Value, point.Time);
                if (!_store.TryGetValue(identity, out var stored) || stored.Revision <= point.Revision) _store[identity] = point;
            }

            outbox.Acknowledge(deliveryClass, batch.LastSequence);
        }

        return points;
    }

    private ResultOutbox Open() => ResultOutbox.Open(
        new OutboxOptions { Directory = "/data/outbox", HardLimitBytes = OutboxOptions.SmallestHardLimitBytes }, _disk.NewProcess(), _time,
        NullLogger.Instance);
}
