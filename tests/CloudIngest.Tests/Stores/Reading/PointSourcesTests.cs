using System.Globalization;
using EventEdge.CloudIngest.Stores;
using EventEdge.CloudIngest.Stores.Line;
using EventEdge.CloudIngest.Stores.Reading;
using EventEdge.CloudIngest.Tests.Stores.Influx2;
using EventEdge.CloudIngest.Tests.Support;
using EventEdge.Contracts.Measurements;
using EventEdge.Tests.Support;

namespace EventEdge.CloudIngest.Tests.Stores.Reading;

/// <summary>What a writer of ours has stored, its reader gives back, whatever the kind of store.</summary>
public sealed class PointSourcesTests : IDisposable
{
    private readonly TempDirectory _directory = new();

    public void Dispose() => _directory.Dispose();

    [Fact]
    public async Task The_embedded_store_gives_back_what_was_written() => await MustGiveBackAsync(new());

    [Fact]
    public async Task InfluxDb_gives_back_what_was_written()
    {
        await using var server = await InfluxServer.StartNewAsync();
        await MustGiveBackAsync(StoreOf.Influx1(server.Uri));
    }

    [Fact]
    public async Task VictoriaMetrics_gives_back_what_was_written()
    {
        await using var server = await VictoriaMetricsServer.StartNewAsync();
        await MustGiveBackAsync(StoreOf.Victoria(server.Uri), () => server.ExportAsync("{__name__=~\".*\"}"));
    }

    [Fact]
    public async Task InfluxDb_2_gives_back_what_was_written()
    {
        using var server = new Influx2Double().WithBucket();
        await File.WriteAllTextAsync(_directory.File("token"), "operator\n", TestContext.Current.CancellationToken);
        await MustGiveBackAsync(StoreOf.Influx2(server.Uri, _directory.File("token")));
    }

    [Fact]
    public async Task A_history_longer_than_a_page_comes_whole_and_in_order()
    {
        await using var server = await InfluxServer.StartNewAsync();
        var store = StoreOf.Influx1(server.Uri);
        await WriteAsync(store, [.. Enumerable.Range(0, 10_001).Select(i => Some.Point(i))]);
        using var source = StoreOf.Reader(store, _directory.Path);
        var times = source.Read(new("temperature")).Select(point => point.Time).ToList();
        Assert.Equal(10_001, times.Count);
        Assert.Equal(times.Order(), times);
    }

    [Fact]
    public async Task Integers_of_InfluxDb_are_read_with_every_digit()
    {
        await using var server = await InfluxServer.StartNewAsync();
        var store = StoreOf.Influx1(server.Uri);
        await WriteAsync(store, Some.Point(0));
        using var http = new HttpClient { BaseAddress = server.Uri };
        using var begun = await http.PostAsync(
            new Uri("/write?db=eventedge", UriKind.Relative), new StringContent("raw,device=a counter=9007199254740993i 1"),
            TestContext.Current.CancellationToken);
        Assert.True(begun.IsSuccessStatusCode);
        using var source = StoreOf.Reader(store, _directory.Path);

        Assert.Equal(
            "9007199254740993", Assert.Single(source.Read(new("raw"))).Fields.Single(field => field.Key == "counter").Value.ToString());
    }

    [Theory]
    [InlineData("influx1")]
    [InlineData("influx2")]
    [InlineData("victoria")]
    public void A_store_that_does_not_answer_is_named_with_what_to_look_at(string store)
    {
        var uri = new Uri($"http://127.0.0.1:{ServerProcess.FreePort().ToString(CultureInfo.InvariantCulture)}");
        File.WriteAllText(_directory.File("token"), "t");
        using var source = StoreOf.Reader(
            store == "influx2" ? StoreOf.Influx2(uri, _directory.File("token")) : StoreOf.Named(store, uri), _directory.Path);
        var failure = Assert.Throws<StoreReadException>(source.Measurements);
        Assert.Equal($"the store at {uri} is not running, or its address is another one (--store-url)", failure.Message);
    }

    private async Task MustGiveBackAsync(StoreOptions store, Func<Task>? settle = null)
    {
        await WriteAsync(
            store,
            Some.Point(1, device: "p'2 \"b\\c"), Some.Point(0, mean: 1.5, revision: 1),
            Some.Point(2) with { Partial = true, Tags = [new("device", "press-1"), new("partial", "half"), new("site", "north")] },
            Some.Point(0, measurement: "temperature_out"));
        if (settle is not null) await settle();
        using var source = StoreOf.Reader(store, _directory.Path);

        await Eventually.IsTrue(() => source.Measurements().SequenceEqual(["temperature", "temperature_out"]), "both measurements");
        Assert.Equal(["0 p1.5 r1", "1 p20.5 r0", "2 p20.5 r0 partial half"], Shown(new("temperature")));
        Assert.Equal(["1 p20.5 r0"],
            Shown(new("temperature") { Tags = [new("device", store.Name is null ? "p'2 \"b\\c" : LineProtocol.Visible("p'2 \"b\\c"))] }));
        Assert.Equal(["1 p20.5 r0"], Shown(new("temperature") { Since = Some.Start.AddSeconds(5), Until = Some.Start.AddSeconds(20) }));
        Assert.Equal(["0 p1.5 r1"], Shown(new("temperature") { Limit = 1 }));
        Assert.Equal(["2 p20.5 r0 partial half"], Shown(new("temperature") { Tags = [new("partial", "half")] }));
        Assert.Empty(Shown(new("temperatur")));

        List<string> Shown(PointFilter filter) => [.. source.Read(filter).Select(point => string.Create(
            CultureInfo.InvariantCulture,
            $"{(point.Time - Some.Start).TotalSeconds / 10} p{point.Fields.Single(f => f.Key == "mean").Value.AsNumber} "
                + $"r{point.Revision}{(point.Partial ? " partial" : "")}"
                + $"{string.Concat(point.Tags.Where(t => t.Key == "partial").Select(t => $" {t.Value}"))}"))];
    }

    private async Task WriteAsync(StoreOptions store, params Point[] points)
    {
        await using var writer = StoreOf.Writer(store, _directory.Path);
        Assert.True(
            (await writer.WriteAsync([.. points.Select(point => new NodePoint("edge-1", "b", point))], CancellationToken.None)).Accepted);
    }
}
