using System.Text.Json.Nodes;
using EventEdge.CloudIngest.Consumers;
using EventEdge.CloudIngest.Ingest;
using EventEdge.CloudIngest.Ledger;
using EventEdge.CloudIngest.Stores.Sqlite;
using EventEdge.CloudIngest.Tests.Support;
using EventEdge.Tests.Support;

namespace EventEdge.CloudIngest.Tests.Pipeline;

/// <summary>A frame with points that are wrong by themselves: those are dead letters with a reason, and all others are stored.</summary>
public sealed class RefusedPointTests : IDisposable
{
    private readonly TempDirectory _directory = new();

    public void Dispose() => _directory.Dispose();

    [Theory]
    [InlineData("series[0].measurement", "\"\"", 3)]
    [InlineData("series[0].fields[0].name", "null", 3)]
    [InlineData("series[0].tags[0].values[1]", "17", 1)]
    [InlineData("series[0].revision", "[0,-1,0]", 1)]
    [InlineData("series[0].window", "[10,10,-1]", 1)]
    [InlineData("series[0].time.step", "[0,10,9000000000000]", 1)]
    public async Task The_others_are_stored_and_the_equation_stays_closed(string place, string value, int refused)
    {
        var right = JsonNode.Parse(await File.ReadAllTextAsync(
            Repository.File("tests/CloudIngest.Tests/Bus/frame.approved.json"), TestContext.Current.CancellationToken))!;
        At(right, place).ReplaceWith(JsonNode.Parse(value));
        var body = System.Text.Encoding.UTF8.GetBytes(right.ToJsonString());
        await using var store = new SqliteWriter(Path.Combine(_directory.Path, "points.db"));
        using var ingest = new DirectIngest(store, () => new FrameLedger(Path.Combine(_directory.Path, "ledger.db"), TimeProvider.System));
        using var intake = new FrameIntake(1 << 20);

        for (var time = 0; time < 2; time++)
        {
            using var admitted = await intake.ReadAsync(body, TestContext.Current.CancellationToken);
            await ingest.TakeAsync([new PendingFrame(admitted.Frame, admitted.Points)]);
        }

        var counts = ingest.Counts;
        Assert.Equal(
            (8L, 4L - refused, (long)refused, 4L),
            (counts.Received, counts.Created + counts.Corrected + counts.Replaced, counts.DeadLetters, counts.Duplicates));
        Assert.Equal(counts.Created, store.PointsStored);
        ingest.Restart();
        using var reader = new CloudLedgerReader(_directory.Path);
        Assert.All(reader.DeadLetters(100), deadLetter => Assert.NotEmpty(deadLetter.Reason));
        Assert.All(reader.Ledger().Bindings, binding => Assert.Equal(0, binding.Unexplained));
    }

    // As "series[0].tags[0].name".
    private static JsonNode At(JsonNode node, string place)
    {
        foreach (var step in place.Replace("[", ".[", StringComparison.Ordinal).Split('.'))
            node = step[0] == '[' ? node[int.Parse(step[1..^1], System.Globalization.CultureInfo.InvariantCulture)]! : node[step]!;
        return node;
    }
}
