using EventEdge.CloudIngest.Identity;
using EventEdge.CloudIngest.Ledger.Tables;
using EventEdge.Hosting.Storage;
using EventEdge.Tests.Support;
using Microsoft.Data.Sqlite;

namespace EventEdge.CloudIngest.Tests.Ledger.Tables;

public sealed class WrittenTableTests : IDisposable
{
    private const int PointSize = 30;

    private readonly TempDirectory _directory = new();
    private readonly SqliteConnection _connection;

    public WrittenTableTests() => _connection = SqliteFile.Open(_directory.File("ledger.db"), WrittenTable.Schema);

    public void Dispose()
    {
        _connection.Dispose();
        _directory.Dispose();
    }

    [Fact]
    public void It_knows_the_newest_points_up_to_its_limit_and_no_more_also_after_a_restart()
    {
        using (var table = Open())
        {
            for (var i = 0; i < 100; i++) Add(table, Point(i, 0));
            AssertKnows(table, first: 90, last: 99);
        }

        using var again = Open();
        AssertKnows(again, first: 90, last: 99);
        Add(again, Point(100, 0));
        AssertKnows(again, first: 91, last: 100);
        Assert.InRange(Rows(), 10, 12);
    }

    [Fact]
    public void Corrected_points_have_room_of_their_own()
    {
        using var table = Open();
        for (var i = 0; i < 5; i++) Add(table, Point(i, 1));
        for (var i = 100; i < 200; i++) Add(table, Point(i, 0));

        AssertKnows(table, first: 0, last: 4);
        Assert.Equal(15, table.Count);
    }

    [Fact]
    public void What_is_known_of_a_point_is_the_last_that_was_written_and_is_not_forgotten_with_the_first()
    {
        using var table = Open();
        Add(table, Point(0, 0, value: 1));
        for (var i = 1; i < 8; i++) Add(table, Point(i, 0));
        Add(table, Point(0, 0, value: 2));
        for (var i = 8; i < 14; i++) Add(table, Point(i, 0));

        Assert.True(table.TryFind(0, out var point));
        Assert.Equal(2u, point.Fields[0].Value);
    }

    [Fact]
    public void A_batch_that_is_not_committed_is_not_known()
    {
        using var table = Open();
        using (var transaction = _connection.BeginTransaction())
        {
            table.Save(WrittenBatch.Of([Point(1, 0)]), transaction);
            transaction.Rollback();
        }

        Assert.False(table.TryFind(1, out _));
        Assert.Equal(0, Rows());
    }

    private WrittenTable Open() => new(_connection, byteLimit: 10 * PointSize, correctionByteLimit: 10 * PointSize);

    private void Add(WrittenTable table, WrittenPoint point)
    {
        var batch = WrittenBatch.Of([point]);
        using var transaction = _connection.BeginTransaction();
        table.Save(batch, transaction);
        transaction.Commit();
        table.Remember(batch);
    }

    private static void AssertKnows(WrittenTable table, int first, int last)
    {
        for (var i = first; i <= last; i++) Assert.True(table.TryFind((UInt128)i, out var point) && point.Fields.Count == 1, $"point {i}");
        if (first > 0) Assert.False(table.TryFind((UInt128)first - 1, out _));
    }

    private static WrittenPoint Point(int identity, int revision, uint value = 1) => new((UInt128)identity, revision, [new(1, value)]);

    private long Rows()
    {
        using var count = SqliteFile.Prepare(_connection, "SELECT count(*) FROM written");
        return (long)count.ExecuteScalar()!;
    }
}
