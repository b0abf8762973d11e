using EventEdge.Contracts.Measurements;
using EventEdge.EdgeBridge.Outbox;
using EventEdge.EdgeBridge.Standby;
using EventEdge.EdgeBridge.Tests.Node.Support;
using EventEdge.EdgeBridge.Tests.Outbox;
using EventEdge.EdgeBridge.Tests.Storage;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Time.Testing;

namespace EventEdge.EdgeBridge.Tests.Standby;

/// <summary>A node starts on a disk that takes nothing: what waits for the bus goes there all the same.</summary>
public sealed class OutboxDrainTests
{
    private const int Waiting = 30;

    private readonly SimulatedDisk _disk = new();
    private readonly FakeTimeProvider _time = new();

    [Theory]
    [InlineData("Write")]
    [InlineData("Sync")]
    [InlineData("Create")]
    public async Task Everything_that_waits_is_sent_and_is_there_again_where_the_disk_could_not_remember_it(string refused)
    {
        var kind = Enum.Parse<DiskOperation>(refused);
        await FillAsync();
        _disk.Before = (operation, path) =>
        {
            if (operation == kind || operation is DiskOperation.Rename or DiskOperation.Unlink)
                throw new IOException($"simulated: {operation} {path}");
        };
        await using (var drain = Open(out var uplink))
        {
            Assert.Equal(Waiting, drain.PointsWaiting);
            Assert.Equal(Waiting, Drain(uplink.Outbox));
            Assert.Equal(0, drain.PointsWaiting);
        }

        _disk.Before = (_, _) => { };
        await using var again = ResultOutbox.Open(new OutboxOptions { Directory = "/data/outbox" }, _disk, _time, NullLogger.Instance);
        Assert.Equal(Waiting, Drain(again));
    }

    [Fact]
    public async Task A_drain_whose_uplink_cannot_be_opened_leaves_the_outbox_to_the_next_try()
    {
        await FillAsync();
        // As the same process, which holds what it does not close.
        var files = _disk.NewProcess();
        var options = new EdgeOptions { BindingsFile = "none", DataDirectory = "/data" };

        for (var count = 0; count < 2; count++)
        {
            var error = Assert.Throws<IOException>(
                () => OutboxDrain.Open(options, files, (_, _) => throw new IOException("no"), _time, NullLoggerFactory.Instance));
            Assert.Equal("no", error.Message);
        }

        await using var next = OutboxDrain.Open(options, files, (outbox, _) => new FakeUplink(outbox), _time, NullLoggerFactory.Instance);
        Assert.Equal(Waiting, next.PointsWaiting);
    }

    private OutboxDrain Open(out FakeUplink uplink)
    {
        FakeUplink? made = null;
        var drain = OutboxDrain.Open(
            new EdgeOptions { BindingsFile = "none", DataDirectory = "/data" }, _disk.NewProcess(), (outbox, _) =>
                made = new FakeUplink(outbox), _time, NullLoggerFactory.Instance);
        uplink = made!;
        return drain;
    }

    private async Task FillAsync()
    {
        await using var outbox = ResultOutbox.Open(
            new OutboxOptions { Directory = "/data/outbox" }, _disk.NewProcess(), _time, NullLogger.Instance);
        for (var cursor = 1; cursor <= Waiting; cursor++)
            outbox.Commit(Some.Binding, cursor, DeliveryClass.Normal, [Some.Point(cursor)], TestContext.Current.CancellationToken);
        await outbox.FlushAsync(TestContext.Current.CancellationToken);
    }

    private static int Drain(IOutboxReader outbox)
    {
        var points = 0;
        while (outbox.TryNext(DeliveryClass.Normal, 7) is { } batch)
        {
            points += batch.Records.Sum(record => record.Points.Count);
            outbox.Acknowledge(DeliveryClass.Normal, batch.LastSequence);
        }

        return points;
    }
}
