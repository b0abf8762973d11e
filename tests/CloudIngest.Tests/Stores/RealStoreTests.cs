using EventEdge.CloudIngest.Stores;
using EventEdge.CloudIngest.Stores.Line;
using EventEdge.CloudIngest.Tests.Support;
using EventEdge.Contracts.Measurements;
using EventEdge.Tests.Support;

namespace EventEdge.CloudIngest.Tests.Stores;

public sealed class RealStoreTests : IDisposable
{
    private readonly TempDirectory _directory = new();

    public void Dispose() => _directory.Dispose();

    [Fact]
    public async Task InfluxDb_gives_back_hostile_text_with_what_could_end_a_line_visibly_replaced()
    {
        await using var server = await InfluxServer.StartNewAsync();
        await using var writer = Writer("influx1", server.Uri);
        const string device = "a,b=c d\\e\"f\ng";
        const string note = "line 1\nline \"2\" \\ end";

        await WriteAsync(writer, Some.Point(device: device).With("note", note));

        var row = Assert.Single(await server.QueryAsync("SELECT device, note FROM (SELECT note FROM temperature GROUP BY device)"));
        Assert.Equal((LineProtocol.Visible(device), note.Replace('\n', '\u240A')), (row[1].GetString(), row[2].GetString()));
    }

    [Fact]
    public async Task InfluxDb_keeps_every_digit_in_a_field_that_holds_integers_and_floats_elsewhere()
    {
        await using var server = await InfluxServer.StartNewAsync();
        await using var first = Writer("influx1", server.Uri);
        await WriteAsync(first, Some.Point(0));
        using (var http = new HttpClient { BaseAddress = server.Uri })
        {
            using var begun = await http.PostAsync(
                new Uri("/write?db=eventedge", UriKind.Relative), new StringContent("temperature,device=none counter=0i 0"),
                TestContext.Current.CancellationToken);
            Assert.True(begun.IsSuccessStatusCode, await begun.Content.ReadAsStringAsync(TestContext.Current.CancellationToken));
        }

        var result = await WriteAsync(
            first, Some.Point(1).With("counter", long.MaxValue).With("free", 9007199254740993L), Some.Point(2).With("counter", 21.5));

        Assert.Empty(result.Rejected);
        var rows = await server.QueryAsync("SELECT counter, free, mean FROM temperature WHERE time > 0");
        Assert.Equal(["", "9223372036854775807", ""], rows.Select(row => row[1].ToString()));
        Assert.Equal(3, rows.Count);
    }

    [Fact]
    public async Task InfluxDb_that_is_gone_is_a_result_and_not_an_exception()
    {
        await using var server = await InfluxServer.StartNewAsync();
        await using var writer = Writer("influx1", server.Uri);
        await server.KillAsync();

        Assert.False((await WriteAsync(writer, Some.Point())).Accepted);
        await server.StartAsync();
        Assert.True((await WriteAsync(writer, Some.Point())).Accepted);
    }

    [Fact]
    public async Task VictoriaMetrics_holds_every_number()
    {
        await using var server = await VictoriaMetricsServer.StartNewAsync();
        await using var writer = Writer("victoria", server.Uri);

        await WriteAsync(writer, Some.Point(0, mean: 1.5), Some.Point(1, mean: 2.5));

        var export = await server.ExportAsync("{__name__=\"temperature_mean\"}");
        Assert.Contains("\"values\":[1.5,2.5]", export, StringComparison.Ordinal);
        Assert.Contains("\"device\":\"press-1\"", export, StringComparison.Ordinal);
    }

    /// <summary>No InfluxDB 2 is in Debian; VictoriaMetrics serves its write address, path, precision and encoding included.</summary>
    [Fact]
    public async Task The_write_address_of_InfluxDb_2_takes_what_is_sent_there()
    {
        await using var server = await VictoriaMetricsServer.StartNewAsync();
        await using var writer = Writer("influx2", server.Uri);

        var result = await WriteAsync(writer, Some.Point(0, mean: 1.5), Some.Point(1, mean: 2.5));

        Assert.True(result.Accepted, result.Error);
        Assert.Contains("\"values\":[1.5,2.5]", await server.ExportAsync("{__name__=\"temperature_mean\"}"), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("influx1")]
    [InlineData("influx2")]
    [InlineData("victoria")]
    public async Task A_server_that_is_not_there_says_so_to_a_probe(string store)
    {
        var options = StoreOf.Named(store, new($"http://127.0.0.1:{ServerProcess.FreePort()}"));
        Assert.Contains(
            "is not running", await BuiltInStores.Catalog.Get(options).ProbeAsync(options, TestContext.Current.CancellationToken),
            StringComparison.Ordinal);
    }

    [Fact]
    public async Task Servers_that_are_there_answer_a_probe()
    {
        await using var influx = await InfluxServer.StartNewAsync();
        await using var victoria = await VictoriaMetricsServer.StartNewAsync();
        foreach (var options in (StoreOptions[])[
            StoreOf.Influx1(influx.Uri), StoreOf.Named("influx2", influx.Uri), StoreOf.Victoria(victoria.Uri), new()])
            Assert.Null(await BuiltInStores.Catalog.Get(options).ProbeAsync(options, TestContext.Current.CancellationToken));
    }

    private ITimeSeriesWriter Writer(string store, Uri uri) => StoreOf.Writer(StoreOf.Named(store, uri), _directory.Path);

    private static Task<WriteResult> WriteAsync(ITimeSeriesWriter writer, params Point[] points) =>
        writer.WriteAsync([.. points.Select(p => new NodePoint("edge-1", "b", p))], CancellationToken.None);
}
