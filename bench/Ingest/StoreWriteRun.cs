using System.Diagnostics;
using System.Globalization;
using System.Net;
using EventEdge.CloudIngest;
using EventEdge.CloudIngest.Stores;
using EventEdge.Contracts.Measurements;
using InfluxDB.Client;
using InfluxDB.Client.Api.Domain;
using InfluxDB.Client.Writes;
using Microsoft.Extensions.Logging.Abstractions;

namespace EventEdge.Ingest;

/// <summary>
/// What a point costs on its way into InfluxDB 2, as serialisation and HTTP: our line protocol against the client of the server's makers,
/// in turn, to the same sink in a process of its own. Both compress.
/// </summary>
internal sealed class StoreWriteRun : IAsyncDisposable
{
    private const int BatchPoints = 5_000;

    private static readonly DateTimeOffset Start = new(2026, 1, 1, 0, 0, 0, TimeSpan.Zero);

    private readonly Process _sink;
    private readonly ITimeSeriesWriter _ours;
    private readonly InfluxDBClient _client;
    private readonly WriteApiAsync _theirs;
    private readonly IReadOnlyList<NodePoint>[] _batches;

    private StoreWriteRun(Process sink, string address, int batches)
    {
        _sink = sink;
        var options = new StoreOptions { Name = "influx2", Settings = new Dictionary<string, string> { ["url"] = address } };
        _ours = BuiltInStores.Catalog.Get(options).OpenWriter(options, new(".", TimeProvider.System, NullLogger.Instance));
        _client = new InfluxDBClient(new InfluxDBClientOptions(address) { Token = "t", Org = "eventedge", Bucket = "eventedge" });
        _client.EnableGzip();
        _theirs = _client.GetWriteApiAsync();
        _batches = [.. Enumerable.Range(0, batches).Select(BatchOf)];
    }

    /// <summary>Starts the sink and makes the batches.</summary>
    public static async Task<StoreWriteRun> StartAsync(int batches)
    {
        var sink = Process.Start(new ProcessStartInfo(Environment.ProcessPath!, "--sink") { RedirectStandardOutput = true })!;
        return new(sink, (await sink.StandardOutput.ReadLineAsync())!, batches);
    }

    /// <summary>Answers 204 to whatever comes, and reads it; until its parent ends it.</summary>
    public static async Task SinkAsync()
    {
        using var listener = new HttpListener();
        var address = $"http://127.0.0.1:{FreePort()}/";
        listener.Prefixes.Add(address);
        listener.Start();
        Console.WriteLine(address);
        while (true)
        {
            var call = await listener.GetContextAsync();
            await call.Request.InputStream.CopyToAsync(Stream.Null);
            call.Response.StatusCode = (int)HttpStatusCode.NoContent;
            call.Response.Close();
        }
    }

    /// <summary>All batches by our line protocol: microseconds of processor time a point.</summary>
    public Task<double> OursAsync() => CostAsync(async batch =>
    {
        if (!(await _ours.WriteAsync(batch, CancellationToken.None)).Accepted) throw new InvalidOperationException("the sink refuses");
    });

    /// <summary>All batches as points of the client.</summary>
    public Task<double> TheirsAsync() => CostAsync(batch => _theirs.WritePointsAsync([.. batch.Select(PointOf)]));

    public async ValueTask DisposeAsync()
    {
        await _ours.DisposeAsync();
        _client.Dispose();
        _sink.Kill();
        _sink.Dispose();
    }

    private async Task<double> CostAsync(Func<IReadOnlyList<NodePoint>, Task> write)
    {
        GC.Collect();
        using var process = Process.GetCurrentProcess();
        var before = process.TotalProcessorTime;
        foreach (var batch in _batches) await write(batch);
        process.Refresh();
        return (process.TotalProcessorTime - before).TotalMicroseconds / (_batches.Length * BatchPoints);
    }

    private static PointData PointOf(NodePoint source)
    {
        var point = PointData.Builder.Measurement(source.Point.Measurement);
        foreach (var (name, value) in source.Point.Tags) point.Tag(name, value);
        foreach (var (name, value) in source.Point.Fields) point.Field(name, value.AsNumber);
        return point.Field("revision", source.Point.Revision).Timestamp(source.Point.Time, WritePrecision.S).ToPointData();
    }

    private static IReadOnlyList<NodePoint> BatchOf(int number)
    {
        var random = new Random(number);
        return [.. Enumerable.Range(0, BatchPoints).Select(place => new NodePoint("edge-1", "press_temperature", new Point
        {
            Measurement = "press_temperature",
            Tags = [new("device", $"press-{place % 100}"), new("node", "edge-1"), new("site", "north")],
            Fields = [new("count", 10.0), new("sum", Number(random)), new("min", Number(random)), new("max", Number(random)),
                new("mean", Number(random))],
            Time = Start.AddSeconds(10 * ((number * BatchPoints / 100) + (place / 100))),
        }))];
    }

    private static double Number(Random random) => Math.Round(20 + (5 * random.NextDouble()), 2);

    private static string FreePort()
    {
        using var probe = new System.Net.Sockets.TcpListener(IPAddress.Loopback, 0);
        probe.Start();
        return ((IPEndPoint)probe.LocalEndpoint).Port.ToString(CultureInfo.InvariantCulture);
    }
}
