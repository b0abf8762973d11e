using EventEdge.CloudIngest.Ledger.Records;
using EventEdge.CloudIngest.Ledger.Tables;
using EventEdge.CloudIngest.Tests.Support;
using EventEdge.Contracts.Measurements;
using EventEdge.Hosting.Storage;
using EventEdge.Tests.Support;
using Microsoft.Extensions.Time.Testing;

namespace EventEdge.CloudIngest.Tests.Ledger.Tables;

public sealed class HistoryTableTests : IDisposable
{
    private readonly TempDirectory _directory = new();
    private readonly FakeTimeProvider _time = new(Some.Start);

    public void Dispose() => _directory.Dispose();

    [Fact]
    public void What_goes_on_right_after_a_node_was_told_is_told_again_a_minute_later()
    {
        using var connection = SqliteFile.Open(_directory.File("histories.db"), HistoryTable.Schema);
        using var table = new HistoryTable(connection);
        Put();
        table.MarkReported(Assert.Single(table.Unreported(_time.GetUtcNow())), _time.GetUtcNow());
        _time.Advance(TimeSpan.FromMinutes(2));
        Assert.Empty(table.Unreported(_time.GetUtcNow()));

        Put();
        table.MarkReported(Assert.Single(table.Unreported(_time.GetUtcNow())), _time.GetUtcNow());
        _time.Advance(TimeSpan.FromSeconds(10));
        Put();
        Assert.Empty(table.Unreported(_time.GetUtcNow()));
        _time.Advance(TimeSpan.FromSeconds(61));
        Assert.Single(table.Unreported(_time.GetUtcNow()));

        void Put()
        {
            using var transaction = connection.BeginTransaction();
            table.Put(new(HistoryKind.Forked, "edge-1", Some.Epoch, DeliveryClass.Normal, 1, 2, 2, _time.GetUtcNow(), _time.GetUtcNow()),
                transaction);
            transaction.Commit();
        }
    }
}
