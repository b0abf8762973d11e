using EventEdge.Contracts.Measurements;
using EventEdge.EdgeBridge.Outbox;
using EventEdge.EdgeBridge.Tests.Storage;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Time.Testing;

namespace EventEdge.EdgeBridge.Tests.Outbox;

/// <summary>
/// A start finds results of which nobody knows whether they are durable, on a disk that still refuses: they are on their way, and are not
/// handed over again.
/// </summary>
public sealed class OutboxDoubtTests
{
    private readonly SimulatedDisk _disk = new();
    private readonly FakeTimeProvider _time = new();

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_start_knows_what_is_in_doubt_and_takes_it_for_durable_only_once_it_is()
    {
        await LeaveInDoubtAsync();
        _disk.Before = Refusing();
        await using var outbox = Open();
        Assert.Equal((3L, 4L),
            (outbox.CursorOf(Some.Binding.Name, Some.Binding.Version), outbox.HandedOverOf(Some.Binding.Name, Some.Binding.Version)));
        Assert.Equal(4, outbox.HighestCursor);
        Assert.Equal((4L, 4L), (outbox.Depth.Records, outbox.Depth.Points));
        Assert.Equal(3, outbox.TryNext(DeliveryClass.Normal, 100)!.LastSequence);

        _disk.Before = (_, _) => { };
        await outbox.FlushAsync(Cancellation);
        Assert.Equal(4, outbox.CursorOf(Some.Binding.Name, Some.Binding.Version));
        Assert.Equal(4, outbox.TryNext(DeliveryClass.Normal, 100)!.LastSequence);
        outbox.Acknowledge(DeliveryClass.Normal, 4);
        Assert.Equal((0L, 0L), (outbox.Depth.Records, outbox.Depth.Points));
    }

    [Fact]
    public async Task What_stayed_in_doubt_until_the_power_went_is_handed_over_again()
    {
        await LeaveInDoubtAsync();
        _disk.Before = Refusing();
        await using (var outbox = Open()) Assert.Equal(4, outbox.HandedOverOf(Some.Binding.Name, Some.Binding.Version));
        _disk.CutPower(() => false);
        await using var again = Open();
        Assert.Equal(3, again.HandedOverOf(Some.Binding.Name, Some.Binding.Version));
    }

    [Fact]
    public async Task What_has_reached_the_bus_waits_for_nothing()
    {
        await using (var outbox = Open())
        {
            Commit(outbox, 1);
            await outbox.FlushAsync(Cancellation);
            outbox.Acknowledge(DeliveryClass.Normal, outbox.TryNext(DeliveryClass.Normal, 100)!.LastSequence);
        }

        _disk.Before = Refusing();
        await using var again = Open();
        Assert.Equal((0L, 0L), (again.Depth.Records, again.Depth.Points));
        Assert.Equal(1, again.HandedOverOf(Some.Binding.Name, Some.Binding.Version));
    }

    private async Task LeaveInDoubtAsync()
    {
        await using var outbox = Open();
        for (var cursor = 1; cursor <= 3; cursor++) Commit(outbox, cursor);
        await outbox.FlushAsync(Cancellation);
        _disk.Before = (operation, _) =>
        {
            if (operation is DiskOperation.Sync or DiskOperation.Create) throw new IOException("Input/output error");
        };
        Commit(outbox, 4);
        await LogCrashTests.WaitUntil(() => outbox.IsFull);
        _disk.Kill();
    }

    private static Action<DiskOperation, string> Refusing() => (operation, path) =>
    {
        if (operation is DiskOperation.Sync or DiskOperation.Create
            && path.EndsWith(".log", StringComparison.Ordinal) | path.EndsWith(".log.new", StringComparison.Ordinal))
            throw new IOException("Input/output error");
    };

    private static void Commit(ResultOutbox outbox, long cursor) =>
        outbox.Commit(Some.Binding, cursor, DeliveryClass.Normal, [Some.Point((int)cursor)], Cancellation);

    private ResultOutbox Open() =>
        ResultOutbox.Open(new OutboxOptions { Directory = "/data/outbox" }, _disk.NewProcess(), _time, NullLogger.Instance);
}
