using EventEdge.CloudIngest.Stores.Reading;
using EventEdge.CloudIngest.Stores.Sqlite;
using EventEdge.CloudIngest.Tests.Support;
using EventEdge.Contracts.Measurements;
using EventEdge.Tests.Support;
using Microsoft.Data.Sqlite;

namespace EventEdge.CloudIngest.Tests.Stores;

public sealed class NodeTagTests : IDisposable
{
    private const string FormerSchema = """
        CREATE TABLE points(
          measurement TEXT NOT NULL, tags TEXT NOT NULL, time_ns INTEGER NOT NULL, fields TEXT NOT NULL, revision INTEGER NOT NULL,
          window_end_ns INTEGER, partial INTEGER NOT NULL, node TEXT NOT NULL, binding TEXT NOT NULL,
          PRIMARY KEY (measurement, tags, time_ns)) WITHOUT ROWID;
        INSERT INTO points VALUES ('temperature', '{"device":"press-1","site":"north"}', 1000, '{"mean":20.5}', 2, 2000, 0, 'edge-1', 'b');
        INSERT INTO points VALUES ('temperature', '{"node":"hall"}', 1000, '{"mean":1}', 0, NULL, 0, 'edge-1', 'b');
        INSERT INTO points VALUES ('eventedge_gap', '{"class":"normal","node":"edge-1"}', 1000, '{"records":1}', 0, NULL, 0, 'edge-1',
          'eventedge_gap');
        PRAGMA user_version = 1;
        """;

    private readonly TempDirectory _directory = new();

    public void Dispose() => _directory.Dispose();

    [Fact]
    public void The_node_stands_among_the_tags_in_their_order() => Assert.Equal(
        [new("device", "press-1"), new("node", "edge-1"), new("site", "north")], NodeTag.On(Some.Point(), "edge-1").Tags);

    [Fact]
    public void What_a_payload_or_a_function_calls_node_is_kept_beside_it()
    {
        var point = NodeTag.On(Some.Point() with { Tags = [new("node", "hall"), new("node_", "x")], Fields = [new("node", 7)] }, "edge-1");

        Assert.Equal(["edge-1", "hall", "x"], point.Tags.OrderBy(tag => tag.Value, StringComparer.Ordinal).Select(tag => tag.Value));
        Assert.Equal("edge-1", Assert.Single(point.Tags, tag => tag.Key == "node").Value);
        Assert.Equal("node_", Assert.Single(point.Fields).Key);
    }

    [Fact]
    public void A_series_of_the_whole_fleet_has_no_node() =>
        Assert.Equal(Some.Point().Tags, NodeTag.On(Some.Point() with { Shared = true }, "edge-1").Tags);

    [Fact]
    public async Task A_store_of_the_former_format_is_read_and_continued_with_the_node_that_wrote_each_point()
    {
        Run(FormerSchema);
        var before = Read();
        await using (var store = new SqliteWriter(_directory.File(PointReader.FileName))) Assert.Equal(2, store.PointsStored);

        foreach (var read in (List<StoredPoint>[])[before, Read()])
        {
            Assert.Equal([new("node", "edge-1"), new("node_", "hall")], read.Single(p => p.Revision == 0).Tags);
            var other = read.Single(p => p.Revision == 2);
            Assert.Equal([new("device", "press-1"), new("node", "edge-1"), new("site", "north")], other.Tags);
            Assert.Equal(20.5, other.Fields.Single().Value.AsNumber);
        }

        using var gaps = new PointReader(_directory.Path);
        Assert.Equal([new("class", "normal"), new("node", "edge-1")], Assert.Single(gaps.Read("eventedge_gap")).Tags);
    }

    private void Run(string sql)
    {
        using var connection = new SqliteConnection($"Data Source={_directory.File(PointReader.FileName)};Pooling=False");
        connection.Open();
        using var command = connection.CreateCommand();
        command.CommandText = sql;
        command.ExecuteNonQuery();
    }

    private List<StoredPoint> Read()
    {
        using var reader = new PointReader(_directory.Path);
        return [.. reader.Read("temperature")];
    }
}
