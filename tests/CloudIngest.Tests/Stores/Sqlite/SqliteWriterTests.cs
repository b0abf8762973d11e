using EventEdge.CloudIngest.Ledger.Records;
using EventEdge.CloudIngest.Stores;
using EventEdge.CloudIngest.Stores.Reading;
using EventEdge.CloudIngest.Stores.Sqlite;
using EventEdge.CloudIngest.Tests.Support;
using EventEdge.Contracts.Events;
using EventEdge.Contracts.Measurements;
using EventEdge.Tests.Support;

namespace EventEdge.CloudIngest.Tests.Stores.Sqlite;

public sealed class SqliteWriterTests : IDisposable
{
    private readonly TempDirectory _directory = new();

    public void Dispose() => _directory.Dispose();

    [Fact]
    public async Task The_highest_revision_stays_whatever_the_order()
    {
        await using var store = Open();

        await WriteAsync(store, Some.Point(revision: 1, mean: 2));
        var late = await WriteAsync(store, Some.Point(revision: 0, mean: 1));
        await WriteAsync(store, Some.Point(revision: 2, mean: 3));

        Assert.Single(late.Superseded);
        Assert.Equal((2, 3.0), Assert.Single(Read().Select(p => (p.Revision, p.Fields.Single(f => f.Key == "mean").Value.AsNumber))));
    }

    [Fact]
    public async Task A_repeated_write_changes_nothing()
    {
        await using var store = Open();

        await WriteAsync(store, Some.Point(0), Some.Point(1));
        var again = await WriteAsync(store, Some.Point(0), Some.Point(1));

        Assert.Empty(again.Superseded);
        Assert.Equal(2, store.PointsStored);
    }

    [Fact]
    public async Task What_was_written_is_read_back_by_another_connection_in_order_of_time()
    {
        await using var store = Open();
        var note = Some.Point(2).With("note", "a \"quoted\" text").With("ok", true);

        await WriteAsync(store, note, Some.Point(0), Some.Point(1));

        var read = Read();
        Assert.Equal([Some.Point(0).Time, Some.Point(1).Time, note.Time], read.Select(p => p.Time));
        Assert.Equal(note.Fields, read[2].Fields);
        Assert.Equal(note.Tags, read[2].Tags);
        Assert.Equal(note.WindowEnd, read[2].WindowEnd);
        Assert.Equal(("edge-1", "b"), (read[2].Node, read[2].Binding));
    }

    [Fact]
    public async Task Whole_numbers_keep_every_digit()
    {
        await using var store = Open();
        var point = Some.Point(0).With("counter", 9007199254740993L).With("largest", long.MaxValue)
            .With("beyond", FieldValue.Of(ulong.MaxValue));

        await WriteAsync(store, point);

        Assert.Equal(point.Fields, Assert.Single(Read()).Fields);
    }

    [Fact]
    public async Task Notes_of_gaps_are_stored_and_are_no_points_of_anybody()
    {
        var gap = GapPoint.Of(new NotedGap("edge-1", Guid.NewGuid(), DeliveryClass.Normal, 3, 5, 3, Some.Point(0).Time, 0));
        await using (var store = Open())
        {
            await WriteAsync(store, Some.Point(0));
            await store.WriteAsync([gap], TestContext.Current.CancellationToken);
            Assert.Equal(1, store.PointsStored);
        }

        await using var again = Open();
        Assert.Equal(1, again.PointsStored);
    }

    [Fact]
    public async Task Points_survive_a_restart_and_are_still_counted()
    {
        await using (var first = Open()) await WriteAsync(first, Some.Point(0));
        await using var second = Open();

        await WriteAsync(second, Some.Point(0), Some.Point(1));

        Assert.Equal(2, second.PointsStored);
    }

    [Fact]
    public async Task A_time_no_store_can_hold_is_rejected_and_the_rest_is_written()
    {
        await using var store = Open();

        var result = await WriteAsync(store, Some.Point() with { Time = DateTimeOffset.MaxValue }, Some.Point());

        Assert.Single(result.Rejected);
        Assert.Equal(1, store.PointsStored);
    }

    [Fact]
    public void A_directory_without_a_store_says_so() =>
        Assert.Contains(_directory.Path, Assert.Throws<FileNotFoundException>(() => new PointReader(_directory.Path)).Message);

    private SqliteWriter Open() => new(_directory.File(PointReader.FileName));

    private List<StoredPoint> Read()
    {
        using var reader = new PointReader(_directory.Path);
        return [.. reader.Read("temperature")];
    }

    private static Task<WriteResult> WriteAsync(SqliteWriter store, params Point[] points) =>
        store.WriteAsync([.. points.Select(p => new NodePoint("edge-1", "b", p))], CancellationToken.None);
}
