using EventEdge.CloudIngest.Ledger;
using EventEdge.CloudIngest.Ledger.Records;
using EventEdge.CloudIngest.Tests.Support;
using EventEdge.Contracts.Measurements;
using EventEdge.Tests.Support;
using Microsoft.Extensions.Time.Testing;

namespace EventEdge.CloudIngest.Tests.Ledger;

public sealed class FrameLedgerTests : IDisposable
{
    private readonly TempDirectory _directory = new();

    public void Dispose() => _directory.Dispose();

    [Fact]
    public void A_later_frame_shows_the_gap_and_the_missing_one_closes_it()
    {
        using var ledger = Open();

        ledger.Commit([Some.Frame([], 1, 10), Some.Frame([], 15, 20)], IngestEntries.Of());
        var gap = Assert.Single(ledger.Gaps());
        ledger.Commit([Some.Frame([], 11, 14)], IngestEntries.Of());

        Assert.Equal((11, 14), (gap.First, gap.Last));
        Assert.Empty(ledger.Gaps());
    }

    [Fact]
    public void Nodes_classes_and_epochs_count_for_themselves()
    {
        using var ledger = Open();

        ledger.Commit(
            [Some.Frame([], 1, 10), Some.Frame([], 1, 5, node: "edge-2"), Some.Frame([], 1, 3, deliveryClass: DeliveryClass.Alarm)],
            IngestEntries.Of());

        Assert.Empty(ledger.Gaps());
        Assert.True(ledger.Holds(new StreamKey("edge-1", Some.Epoch, DeliveryClass.Normal), 10));
        Assert.False(ledger.Holds(new StreamKey("edge-2", Some.Epoch, DeliveryClass.Normal), 6));
        Assert.False(ledger.Holds(new StreamKey("edge-1", Guid.Empty, DeliveryClass.Normal), 1));
    }

    [Fact]
    public void A_restart_forgets_nothing()
    {
        var counts = new PointCounts
        {
            Received = 20, Created = 15, Merged = 2, Corrected = 1, Duplicates = 1, Stale = 1, Replaced = 1,
            DeadLetters = 1, RefusedFields = 3
        };
        var key = new BindingKey(new("edge-1", Some.Epoch, DeliveryClass.Normal), "b");
        using (var first = Open())
            first.Commit(
                [Some.Frame([], 1, 10), Some.Frame([], 12, 12)], IngestEntries.Of(new CloudDeadLetter("edge-1", "b", "why", [1])) with
                { Bindings = new Dictionary<BindingKey, PointCounts> { [key] = counts } });

        using var second = Open();

        Assert.Equal(new IngestCounts(2, counts), second.Counts);
        Assert.Equal((11, 11), (second.Gaps().Single().First, second.Gaps().Single().Last));
    }

    private FrameLedger Open() => new(_directory.File("ledger.db"), new FakeTimeProvider());
}
