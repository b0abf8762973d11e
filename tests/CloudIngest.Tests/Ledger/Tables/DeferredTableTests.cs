using EventEdge.CloudIngest.Ledger;
using EventEdge.CloudIngest.Ledger.Tables;
using EventEdge.CloudIngest.Tests.Support;
using EventEdge.Contracts.Frames;
using EventEdge.Hosting.Storage;
using EventEdge.Tests.Support;
using Microsoft.Extensions.Time.Testing;

namespace EventEdge.CloudIngest.Tests.Ledger.Tables;

public sealed class DeferredTableTests : IDisposable
{
    private readonly TempDirectory _directory = new();

    public void Dispose() => _directory.Dispose();

    [Fact]
    public void Frames_that_come_in_descending_order_leave_no_more_ranges_than_a_stream_may_have()
    {
        var path = _directory.File("ledger.db");
        using (var ledger = new FrameLedger(path, new FakeTimeProvider(Some.Start)))
        {
            // Each holds back 64 ranges right before itself; many at a time, so that the disk does not set the pace.
            foreach (var frames in Enumerable.Range(0, 2_000).Select(step => Frame(1_000L * (2_001 - step))).Chunk(100))
                ledger.Commit(frames, IngestEntries.Of());
        }

        using var connection = SqliteFile.Open(path, DeferredTable.Schema);
        using var count = SqliteFile.Prepare(connection, "SELECT count(*) FROM held_back");
        Assert.InRange((long)count.ExecuteScalar()!, 1, DeferredTable.RangeLimit);
    }

    private static MeasurementFrame Frame(long sequence) => Some.Frame([], sequence, sequence) with
    {
        Deferred = [.. Enumerable.Range(0, FrameLimits.DeferredRanges)
            .Select(place => new DeferredRange(sequence - 900 + (10 * place), sequence - 895 + (10 * place)))],
    };
}
