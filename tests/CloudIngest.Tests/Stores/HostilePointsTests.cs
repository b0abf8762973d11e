using EventEdge.CloudIngest.Ledger;
using EventEdge.CloudIngest.Stores;
using EventEdge.CloudIngest.Tests.Support;
using EventEdge.Contracts.Events;
using EventEdge.Contracts.Measurements;
using EventEdge.Tests.Support;

namespace EventEdge.CloudIngest.Tests.Stores;

/// <summary>
/// Whatever comes among them, good points are stored in every kind of store, the hostile ones have one outcome each, and all come to an
/// end.
/// </summary>
public sealed class HostilePointsTests : IDisposable
{
    private static readonly string[] Names = [
        "time", "_time", "__name__", "db", "revision", "partial", "node", "_field", "_measurement", "#a", "a b,c=d", "\\", "a\\", "a\nb",
        "\u0000", "\u007f", "\u0085", "\"", "'",
        "größe", "🌡️", new string('n', 4_096)];

    private readonly TempDirectory _directory = new();

    public void Dispose() => _directory.Dispose();

    [Fact]
    public async Task In_the_embedded_store() => await MustStoreTheGoodAsync(new());

    [Fact]
    public async Task In_InfluxDb()
    {
        await using var server = await InfluxServer.StartNewAsync();
        await MustStoreTheGoodAsync(StoreOf.Influx1(server.Uri));
    }

    [Fact]
    public async Task In_VictoriaMetrics()
    {
        await using var server = await VictoriaMetricsServer.StartNewAsync();
        await MustStoreTheGoodAsync(StoreOf.Victoria(server.Uri), () => server.ExportAsync("{__name__=~\".*\"}"));
    }

    private async Task MustStoreTheGoodAsync(StoreOptions options, Func<Task>? settle = null)
    {
        await using var store = StoreOf.Writer(options, _directory.Path);
        using var ingest = new DirectIngest(store, () => new FrameLedger(_directory.File("ledger.db"), TimeProvider.System));
        var hostile = Hostile().ToList();
        List<Point> points = [.. hostile.SelectMany((point, place) => (Point[])[Some.Point(place, measurement: "good"), point])];

        await ingest.TakeAsync(points);
        // The same once more, each a record of its own, and a correction of each.
        await ingest.TakeAsync(points);
        await ingest.TakeAsync([.. points.Select(point => point with { Revision = 1, Fields = [.. point.Fields, new("more", 1)] })]);

        var counts = ingest.Counts;
        Assert.Equal(3L * points.Count, counts.Received);
        Assert.Equal(
            counts.Received, counts.Created + counts.Corrected + counts.Stale + counts.Duplicates + counts.Replaced + counts.DeadLetters);
        if (settle is not null) await settle();
        using var source = StoreOf.Reader(options, _directory.Path);
        Assert.Equal(
            Enumerable.Range(0, hostile.Count).Select(place => Some.Start.AddSeconds(10 * place)),
            source.Read(new("good")).Select(point => point.Time));
        Assert.All(source.Read(new("good")), point => Assert.Equal(1, point.Fields.Single(field => field.Key == "more").Value.AsNumber));
        // Of two values of one instant VictoriaMetrics keeps one by its own rule.
        if (options.Name != "victoria") Assert.All(source.Read(new("good")), point => Assert.Equal(1, point.Revision));
        // Fields of every name, written as one point: one of its own time, and none of them missing but those that the reader takes for the
        // product's.
        var named = Assert.Single(source.Read(new("hostile_only_field")));
        Assert.Equal(Some.Start, named.Time);
        Assert.InRange(named.Fields.Count, Names.Length - 1, Names.Length + 1);
        using var reader = new CloudLedgerReader(_directory.Path);
        Assert.All(reader.DeadLetters(1_000), deadLetter => Assert.NotEmpty(deadLetter.Reason));
        Assert.DoesNotContain(
            reader.DeadLetters(1_000), deadLetter =>
                System.Text.Encoding.UTF8.GetString(deadLetter.Content).Contains("\"measurement\":\"good\"", StringComparison.Ordinal));
    }

    private static IEnumerable<Point> Hostile()
    {
        var point = Some.Point(measurement: "hostile");
        foreach (var time in (string[])[
            "0001-01-01", "1600-01-01", "1677-09-21", "1969-12-31", "1970-01-01", "2262-04-11", "2262-04-12", "9999-12-31"])
            yield return point with
            { Time = DateTimeOffset.Parse(time + "T00:00:00Z", System.Globalization.CultureInfo.InvariantCulture), WindowEnd = null };
        foreach (var name in Names)
        {
            yield return point with { Measurement = name };
            yield return point with { Measurement = "hostile_field", Fields = [new(name, 1), new("b", 2)] };
            yield return point with { Measurement = "hostile_only_field", Fields = [new(name, 1)] };
            yield return point with { Measurement = "hostile_tag", Tags = [new(name, "v")] };
            yield return point with { Measurement = "hostile_value", Tags = [new("tag", name)] };
            yield return point with { Measurement = "hostile_text", Fields = [new("text", name)] };
        }

        FieldValue[] values = [
            double.MaxValue, double.MinValue, double.Epsilon, -0.0, long.MaxValue, long.MinValue, ulong.MaxValue, true, "", "\"\\\n",
            new string('x', 70_000), new string('"', 70_000), new string('x', 1_100_000), 21.5];
        foreach (var value in values) yield return point with
        { Measurement = "hostile_type", Fields = [new("value", value)], Time = Some.Start.AddSeconds(value.ToString().Length) };
        for (var place = 0; place < 3_000; place++)
            yield return point with { Measurement = "hostile_series", Tags = [new("session", $"{place}")] };
        yield return point with
        {
            Measurement = "hostile_tags",
            Tags = [.. Enumerable.Range(0, 1_000).Select(place => KeyValuePair.Create($"t{place:0000}", "v"))]
        };
        yield return point with
        {
            Measurement = "hostile_wide",
            Fields = [.. Enumerable.Range(0, 9_000).Select(place => KeyValuePair.Create($"f{place}", FieldValue.Of(place)))]
        };
    }
}
