using EventEdge.CloudIngest.Ledger.Records;
using EventEdge.CloudIngest.Ledger.Tables;
using EventEdge.CloudIngest.Tests.Support;
using EventEdge.Contracts.Measurements;
using EventEdge.Hosting.Storage;
using EventEdge.Tests.Support;
using Microsoft.Data.Sqlite;

namespace EventEdge.CloudIngest.Tests.Ledger.Tables;

public sealed class DigestTableTests : IDisposable
{
    // A row of ten records counts 512 + 160 bytes.
    private const int RowBytes = 672;

    private static readonly DigestLimits Small = new()
    { StreamBytes = 10 * RowBytes, NodeBytes = 20 * RowBytes, TotalBytes = 64 * RowBytes };

    private readonly TempDirectory _directory = new();
    private readonly SqliteConnection _connection;

    public DigestTableTests() => _connection = SqliteFile.Open(_directory.File("digests.db"), DigestTable.Schema);

    public void Dispose()
    {
        _connection.Dispose();
        _directory.Dispose();
    }

    [Theory]
    [InlineData(10, 1)]
    [InlineData(11, 2)]
    [InlineData(1000, 991)]
    public void The_oldest_of_a_stream_make_room_in_bytes(int frames, int firstKept)
    {
        using (var table = new DigestTable(_connection, Small)) Add(table, Stream("edge-1"), frames);

        using var again = new DigestTable(_connection, Small);
        Assert.Equal(Math.Min(frames, 10) * RowBytes, again.Bytes);
        Assert.Single(again.Of(Stream("edge-1"), (firstKept * 10) + 1, (firstKept * 10) + 1));
        Assert.Empty(again.Of(Stream("edge-1"), firstKept * 10, firstKept * 10));
    }

    [Fact]
    public void A_node_and_all_nodes_have_a_bound_too_and_who_sends_most_makes_room()
    {
        using var table = new DigestTable(_connection, Small);
        Add(table, Stream("quiet"), 3);
        for (var epoch = 0; epoch < 100; epoch++) Add(table, Stream("flood", Guid.NewGuid()), 10);
        Assert.InRange(table.Bytes, 3 * RowBytes, 23 * RowBytes);
        for (var node = 0; node < 10; node++) Add(table, Stream($"loud-{node}"), 10);

        Assert.InRange(table.Bytes, 1, Small.TotalBytes);
        Assert.Single(table.Of(Stream("quiet"), 15, 15));
        for (var node = 0; node < 1000; node++) Add(table, Stream($"many-{node}"), 10);
        Assert.InRange(table.Bytes, 1, Small.TotalBytes);
        Assert.Equal(table.Bytes, new DigestTable(_connection, Small).Bytes);
    }

    [Fact]
    public void A_stream_that_is_forgotten_leaves_nothing()
    {
        using var table = new DigestTable(_connection, Small);
        Add(table, Stream("edge-1"), 5);
        using (var transaction = _connection.BeginTransaction())
        {
            table.Forget(Stream("edge-1"), transaction);
            transaction.Commit();
        }

        Assert.Equal(0, table.Bytes);
        Assert.False(table.Knows(Stream("edge-1")));
        Assert.Equal(0, new DigestTable(_connection, Small).Bytes);
    }

    private static StreamKey Stream(string node, Guid? epoch = null) => new(node, epoch ?? Some.Epoch, DeliveryClass.Normal);

    // The n-th frame holds the records 10 n + 1 to 10 n + 10.
    private void Add(DigestTable table, StreamKey stream, int frames)
    {
        using var transaction = _connection.BeginTransaction();
        for (var frame = 1; frame <= frames; frame++)
        {
            var points = Enumerable.Range((frame * 10) + 1, 10).Select(number => Some.FramePoint(Some.Point(number), number)).ToList();
            table.Add(stream, RecordDigests.Of(Some.Frame(points, (frame * 10) + 1), points), transaction);
        }

        transaction.Commit();
    }
}
