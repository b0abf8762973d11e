using System.IO.Compression;
using System.Text;
using EventEdge.EdgeBridge.DeadLetters;
using EventEdge.EdgeBridge.Outbox;
using EventEdge.EdgeBridge.Storage.Segments;
using EventEdge.EdgeBridge.Tests.Node.Support;
using EventEdge.Tests.Support;
using Microsoft.Data.Sqlite;

namespace EventEdge.EdgeBridge.Tests.Node;

/// <summary>
/// A data directory as version 1 left it, with an open window, results that wait and a dead letter: every later version has to go on with
/// it. Written once by the explicit test, and never again.
/// </summary>
public sealed class FixtureTests : IDisposable
{
    private const string Bindings =
        """
        bindings:
          - name: press
            trigger: { mqtt: "plant/{device}" }
            event_time: { field: ts, allowed_lateness: 10s }
            window: { tumbling: 10s, group_by: [device] }
            function: { builtin: stats, with: { fields: [value], stats: [count, sum] } }
            emit: { measurement: press }
        """;

    private readonly TempDirectory _directory = new();

    private static string Fixture => Repository.File("tests/data/fixtures/v1/edge.zip");

    private string Data => Path.Combine(_directory.Path, "data");

    public void Dispose() => _directory.Dispose();

    [Fact]
    public async Task A_node_finishes_the_open_window_of_version_1_and_delivers_what_waited()
    {
        ZipFile.ExtractToDirectory(Fixture, Data);
        await using var node = await TestNode.StartAsync(_directory.Path, Bindings);
        Assert.InRange(node.Node.Snapshot().Outbox.Points, 2, 3);

        await node.PublishAsync("plant/a", """{"ts":1700000025,"value":8}""");
        await node.PublishAsync("plant/a", """{"ts":1700000031,"value":1}""");
        await node.DrainAsync();

        // The sensor has been silent since the fixture was made, so its window may have fired already and be corrected now.
        var points = (await node.ResultsAsync()).GroupBy(p => p.Time).Select(revisions => revisions.MaxBy(p => p.Revision)!).ToList();
        Assert.Equal([2, 2, 3], points.Select(p => p.Fields[0].Value.AsNumber));
        Assert.Equal([3, 7, 19], points.Select(p => p.Fields[1].Value.AsNumber));
    }

    [Fact]
    public async Task The_ledger_and_the_dead_letter_of_version_1_are_read()
    {
        ZipFile.ExtractToDirectory(Fixture, Data);
        await using var node = await TestNode.StartAsync(_directory.Path, Bindings);

        var counts = Assert.Single(node.Node.Ledger().Bindings).Counts;
        var deadLetter = Assert.Single(
            (await node.Node.DeadLetters.ListAsync(DeadLetterFilter.All, TestContext.Current.CancellationToken)).DeadLetters);

        Assert.Equal((7, 6, 1, 0), (counts.Received, counts.InWindows, counts.Rejected, counts.Unexplained));
        Assert.Equal(("plant/a", "broken"), (deadLetter.Topic, Encoding.UTF8.GetString(deadLetter.Payload)));
    }

    [Theory]
    [InlineData("journal")]
    [InlineData("outbox")]
    [InlineData("positions")]
    [InlineData("state.db")]
    [InlineData("dead-letters.db")]
    public async Task A_file_of_a_newer_version_is_refused_in_one_line(string part)
    {
        ZipFile.ExtractToDirectory(Fixture, Data);
        MakeNewer(part);

        var refusal = await Assert.ThrowsAsync<EdgeStartException>(() => TestNode.StartAsync(_directory.Path, Bindings));

        Assert.Contains("format", refusal.Message);
        Assert.DoesNotContain('\n', refusal.Message);
    }

    [Fact(Explicit = true)]
    public async Task Write_the_fixture()
    {
        await using (var node = await TestNode.StartAsync(_directory.Path, Bindings))
        {
            for (var i = 0; i < 6; i++) await node.PublishAsync("plant/a", $$"""{"ts":{{1_700_000_000 + (5 * i)}},"value":{{i + 1}}}""");
            await node.PublishAsync("plant/a", "broken");
            await node.DrainAsync();
            await node.ResultsAsync();
        }

        foreach (var name in new[] { "journal", "outbox/alarm", "outbox/normal", "outbox/bulk" })
            File.Delete(Path.Combine(Data, name, "lock"));
        Directory.CreateDirectory(Path.GetDirectoryName(Fixture)!);
        ZipFile.CreateFromDirectory(Data, Fixture, CompressionLevel.SmallestSize, includeBaseDirectory: false);
    }

    private void MakeNewer(string part)
    {
        switch (part)
        {
            case "journal":
                MakeSegmentNewer(Path.Combine(Data, "journal"));
                break;
            case "outbox":
                MakeSegmentNewer(Path.Combine(Data, "outbox", "normal"));
                break;
            case "positions":
                MakePositionsNewer(Path.Combine(Data, "outbox", "positions"));
                break;
            default:
                MakeDatabaseNewer(Path.Combine(Data, part));
                break;
        }
    }

    private static void MakeSegmentNewer(string directory)
    {
        var segment = Directory.EnumerateFiles(directory).Where(path => new FileInfo(path).Length > SegmentHeader.Bytes)
            .Max(StringComparer.Ordinal)!;
        var newer = new SegmentHeader(SegmentHeader.CurrentVersion + 1, 1, 42, 4096).ToBytes();
        using var file = File.OpenWrite(segment);
        file.Write(newer);
    }

    private static void MakePositionsNewer(string path)
    {
        var json = File.ReadAllBytes(path).AsSpan(9).ToArray();
        var newer = Encoding.UTF8.GetBytes(Encoding.UTF8.GetString(json)
            .Replace("\"Format\":1", $"\"Format\":{OutboxPosition.CurrentFormat + 1}", StringComparison.Ordinal));
        File.WriteAllBytes(path, [.. Encoding.ASCII.GetBytes($"{Crc32C.Compute(newer):x8}\n"), .. newer]);
    }

    private static void MakeDatabaseNewer(string path)
    {
        using var connection = new SqliteConnection($"Data Source={path};Pooling=False");
        connection.Open();
        using var command = connection.CreateCommand();
        command.CommandText = "PRAGMA user_version = 99";
        command.ExecuteNonQuery();
    }
}
