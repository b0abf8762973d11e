using System.Text;
using System.Text.Json.Nodes;
using EventEdge.CloudIngest.Consumers;
using EventEdge.CloudIngest.Ingest;
using EventEdge.CloudIngest.Ledger;
using EventEdge.CloudIngest.Stores.Sqlite;
using EventEdge.CloudIngest.Tests.Support;
using EventEdge.Contracts.Frames;
using EventEdge.Tests.Support;

namespace EventEdge.CloudIngest.Tests.Pipeline;

/// <summary>
/// A small frame whose points are all refused and share something long: what is kept of it has a bound, and the next node is not kept
/// waiting.
/// </summary>
public sealed class DeadLetterFloodTests : IDisposable
{
    private const int Long = 1024 * 1024;
    private const long Room = 64L * 1024 * 1024;

    private readonly TempDirectory _directory = new();

    public void Dispose() => _directory.Dispose();

    [Theory]
    [InlineData("binding", 30)]
    [InlineData("measurement", 3_000)]
    [InlineData("tag name", 3_000)]
    [InlineData("field name", 3_000)]
    [InlineData("tag", 30)]
    [InlineData("field", 30)]
    public async Task It_takes_a_bounded_part_of_disk_and_memory_and_every_point_is_accounted_for(string what, int points)
    {
        var body = Frame(what, points);
        await using var store = new SqliteWriter(_directory.File("points.db"));
        using var ingest = new DirectIngest(store, () => new FrameLedger(_directory.File("ledger.db"), TimeProvider.System));
        using var intake = new FrameIntake(1 << 26);
        using var admitted = await intake.ReadAsync(body, TestContext.Current.CancellationToken);
        var before = GC.GetTotalAllocatedBytes();

        await ingest.TakeAsync([new PendingFrame(admitted.Frame, admitted.Points)]);
        var allocated = GC.GetTotalAllocatedBytes() - before;
        await ingest.TakeAsync([ingest.FrameOf("edge-2", Some.Point())]);

        Assert.InRange(allocated, 0, 8 * Room);
        Assert.InRange(new DirectoryInfo(_directory.Path).EnumerateFiles("ledger.db*").Sum(file => file.Length), 1, Room);
        Assert.Equal(1, store.PointsStored);
        Assert.Equal((points + 1, points), (ingest.Counts.Received, ingest.Counts.DeadLetters));
        using var reader = new CloudLedgerReader(_directory.Path);
        Assert.All(reader.Ledger().Bindings,
            binding => Assert.Equal((0, true), (binding.Unexplained, binding.Binding.Length is > 0 and <= FrameLimits.NameCharacters)));
        Assert.Equal(points, reader.DeadLetters(long.MaxValue).Count + reader.DeadLettersDropped());
    }

    [Theory]
    [InlineData("tag")]
    [InlineData("field")]
    public async Task A_text_that_too_many_points_share_makes_the_whole_frame_one_dead_letter(string what)
    {
        using var intake = new FrameIntake(1 << 26);
        var error = await Assert.ThrowsAsync<FrameFormatException>(
            async () => await intake.ReadAsync(Frame(what, 1_000), TestContext.Current.CancellationToken));
        Assert.Contains($"{FrameLimits.Characters:N0} characters", error.Message, StringComparison.Ordinal);
    }

    // The points are refused for the name that is too long, or else for their revision.
    private static byte[] Frame(string what, int points)
    {
        var frame = JsonNode.Parse(File.ReadAllText(Repository.File("tests/CloudIngest.Tests/Bus/frame.approved.json")))!;
        string Text(string place) => what == place ? new string('x', Long) : "x";
        JsonArray Zeros() => [.. Enumerable.Range(0, points).Select(_ => (JsonNode)0)];
        frame["series"] = new JsonArray(new JsonObject
        {
            ["binding"] = Text("binding"),
            ["version"] = "v",
            ["measurement"] = Text("measurement"),
            ["count"] = points,
            ["tags"] = new JsonArray(new JsonObject { ["name"] = Text("tag name"), ["values"] = new JsonArray(Text("tag")) }),
            ["time"] = new JsonObject { ["unit"] = "s", ["base"] = 0, ["step"] = Zeros() },
            ["sequence"] = Zeros(),
            ["revision"] = new JsonArray(-1),
            ["fields"] = new JsonArray(new JsonObject { ["name"] = Text("field name"), ["values"] = new JsonArray(Text("field")) }),
        });
        return Encoding.UTF8.GetBytes(frame.ToJsonString());
    }
}
