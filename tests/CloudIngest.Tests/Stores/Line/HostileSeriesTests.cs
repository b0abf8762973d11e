using EventEdge.CloudIngest.Stores;
using EventEdge.CloudIngest.Stores.Influx1;
using EventEdge.CloudIngest.Stores.Line;
using EventEdge.CloudIngest.Stores.VictoriaMetrics;
using EventEdge.CloudIngest.Tests.Support;
using EventEdge.Contracts.Events;
using EventEdge.Contracts.Measurements;
using EventEdge.Tests.Support;

namespace EventEdge.CloudIngest.Tests.Stores.Line;

/// <summary>What one device sends costs nobody else anything: on real servers, with every request counted.</summary>
public sealed class HostileSeriesTests
{
    private readonly CollectingLog<LineWriter> _log = new();
    private readonly CountingTransport _transport = new();

    [Fact]
    public async Task InfluxDb_takes_a_point_without_the_field_it_has_in_another_type_and_is_not_asked_again()
    {
        await using var server = await InfluxServer.StartNewAsync();
        await using var writer = Writer(new Influx1Options { Uri = server.Uri });
        await WriteAsync(writer, Inverter(1, 345));
        var before = _transport.Requests;

        var first = await WriteAsync(writer, Inverter(2, "---"), Inverter(3, 391), Inverter(4, "---"));
        var second = await WriteAsync(writer, Inverter(5, 400), Inverter(6, "---"));

        Assert.Empty(first.Rejected.Concat(second.Rejected));
        Assert.Equal((2, 1), (first.Trimmed.Sum(t => t.Fields), second.Trimmed.Sum(t => t.Fields)));
        var rows = await server.QueryAsync("SELECT u, p FROM inverter");
        Assert.Equal(["231", "232", "233", "234", "235", "236"], rows.Select(row => row[1].ToString()));
        Assert.Equal(["345", "", "391", "", "400", ""], rows.Select(row => row[2].ToString()));
        // The numbers, the texts, the texts without their field; then all at once.
        Assert.Equal(4, _transport.Requests - before);
        Assert.Contains("field p of measurement inverter as float", Assert.Single(_log.Lines).Line, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_point_of_which_InfluxDb_takes_nothing_is_given_up_with_the_reason()
    {
        await using var server = await InfluxServer.StartNewAsync();
        await using var writer = Writer(new Influx1Options { Uri = server.Uri });
        await WriteAsync(writer, Value("mixed", 1, 21.5));

        var result = await WriteAsync(writer, Value("mixed", 2, "unavailable"), Value("mixed", 3, 22.5), Value("mixed", 4, true));

        Assert.All(result.Rejected, rejected => Assert.Contains("type", rejected.Reason, StringComparison.Ordinal));
        Assert.Equal([2, 4], result.Rejected.Select(rejected => rejected.Point.Point.Time.Second));
        Assert.Equal(2, (await server.QueryAsync("SELECT value FROM mixed")).Count);
    }

    [Fact]
    public async Task Many_fields_of_another_type_among_thousands_of_good_points_cost_few_requests_and_no_point()
    {
        await using var server = await InfluxServer.StartNewAsync();
        await using var writer = Writer(new Influx1Options { Uri = server.Uri });
        var hostile = Some.Point(0, measurement: "hostile") with
        { Fields = [.. Enumerable.Range(0, 20).Select(i => KeyValuePair.Create($"f{i}", FieldValue.Of(1)))] };
        await WriteAsync(writer, hostile);
        var before = _transport.Requests;
        var texts = hostile with
        {
            Time = Some.Start.AddSeconds(1),
            Fields = [new("good", 1), .. hostile.Fields.Select(f => KeyValuePair.Create(f.Key, FieldValue.Of("x")))]
        };

        List<Point> good = [.. Enumerable.Range(0, 3_000).Select(i => Some.Point(i, measurement: "good"))];
        var first = await WriteAsync(writer, [.. good[..1_500], texts, .. good[1_500..]]);
        var learnt = _transport.Requests;
        await WriteAsync(writer, [.. good, texts]);

        Assert.Empty(first.Rejected);
        Assert.Equal(3_000, (await server.QueryAsync("SELECT mean FROM good")).Count);
        Assert.Single(await server.QueryAsync("SELECT good FROM hostile"));
        Assert.InRange(learnt - before, 2, 21);
        Assert.Equal(1, _transport.Requests - learnt);
        // All but the first request are of the one point in question.
        Assert.True(_transport.Bytes < 2_000_000, $"{_transport.Bytes} bytes were sent");
    }

    [Fact]
    public async Task VictoriaMetrics_gets_no_texts_and_none_can_write_another_s_series()
    {
        await using var server = await VictoriaMetricsServer.StartNewAsync();
        await using var writer = Writer(new VictoriaMetricsOptions { Uri = server.Uri });
        const string injection = "x\nvictim,node=edge-2 v=9 1767225600000000000\n";

        var result = await WriteAsync(writer, Inverter(1, 345), Inverter(2, "---"), Value("mixed", 3, injection), Inverter(4, injection),
            Inverter(5, 1) with { Tags = [new("device", injection)] });

        Assert.Equal("VictoriaMetrics stores numbers only, and the point has none", Assert.Single(result.Rejected).Reason);
        Assert.Equal(2, result.Trimmed.Sum(t => t.Fields));
        Assert.Contains(
            "\"values\":[345]", (await server.ExportAsync("{__name__=\"inverter_p\",device=\"press-1\"}")).Split('\n')[0],
            StringComparison.Ordinal);
        Assert.Empty(await server.ExportAsync("{__name__=~\"victim.*|mixed.*\"}"));
    }

    private static Point Inverter(int second, FieldValue p) => Some.Point(measurement: "inverter") with
    {
        Fields = [new("u", 230 + second), new("p", p)],
        Time = Some.Start.AddSeconds(second),
        WindowEnd = null,
    };

    private static Point Value(string measurement, int second, FieldValue value) =>
        Some.Point(measurement: measurement) with
        { Fields = [new("value", value)], Time = Some.Start.AddSeconds(second), WindowEnd = null };

    private LineWriter Writer(LineServer server) =>
        new(server, new LineEndpoint(server, TimeProvider.System, _transport), TimeProvider.System, _log);

    private static async Task<WriteResult> WriteAsync(LineWriter writer, params Point[] points)
    {
        var result = await writer.WriteAsync(
            [.. points.Select(p => new NodePoint("edge-1", "b", p))], TestContext.Current.CancellationToken);
        Assert.True(result.Accepted, result.Error);
        return result;
    }

    private sealed class CountingTransport() : DelegatingHandler(new SocketsHttpHandler())
    {
        public int Requests { get; private set; }

        public long Bytes { get; private set; }

        protected override Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
        {
            Requests++;
            Bytes += request.Content!.Headers.ContentLength ?? 0;
            return base.SendAsync(request, cancellationToken);
        }
    }
}
