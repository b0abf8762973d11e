using EventEdge.Tests.Support;

namespace EventEdge.EndToEnd.Tests.Harness;

/// <summary>What docker-compose.yml starts, with Debian's servers: Mosquitto → edge → RabbitMQ → cloud → a time-series server.</summary>
internal sealed class Topology : IAsyncDisposable
{
    public const string Database = "eventedge";

    private readonly Scratch _scratch = new();
    private readonly Stack<IAsyncDisposable> _running = new();

    private Topology()
    {
    }

    public MosquittoServer Mosquitto { get; private set; } = null!;

    public RabbitMqServer RabbitMq { get; private set; } = null!;

    public Node Edge { get; private set; } = null!;

    public Node Cloud { get; private set; } = null!;

    /// <summary>With an InfluxDB 1.x that has an empty database.</summary>
    public static async Task<Topology> WithInfluxAsync(InfluxServer influx)
    {
        using var http = new HttpClient { BaseAddress = influx.Uri };
        using var answer = await http.PostAsync(new Uri($"/query?q=CREATE%20DATABASE%20{Database}", UriKind.Relative), null);
        answer.EnsureSuccessStatusCode();
        return await StartAsync("influx1", influx.Uri, "--store-database", Database);
    }

    public static Task<Topology> WithVictoriaMetricsAsync(VictoriaMetricsServer victoria) => StartAsync("victoria", victoria.Uri);

    public Task ReplayAsync(IEnumerable<string> files) => Command.ReplayAsync(Mosquitto.Port, files);

    public async ValueTask DisposeAsync()
    {
        while (_running.TryPop(out var running)) await running.DisposeAsync();
        _scratch.Dispose();
    }

    private static async Task<Topology> StartAsync(string store, Uri address, params string[] storeOptions)
    {
        var topology = new Topology();
        try
        {
            topology.Mosquitto = topology.Keep(await MosquittoServer.StartAsync());
            topology.RabbitMq = topology.Keep(await RabbitMqServer.StartNewAsync());
            topology.Cloud = topology.Keep(
                await topology.StartCloudAsync(["--store", store, "--store-url", address.ToString(), .. storeOptions]));
            topology.Edge = topology.Keep(await topology.StartEdgeAsync());
            await topology.Edge.StatusAsync(s => s.MqttUp && s.Uplink == "up", "the edge to reach both brokers");
            return topology;
        }
        catch (Exception)
        {
            await topology.DisposeAsync();
            throw;
        }
    }

    private Task<Node> StartEdgeAsync() => Node.StartAsync(
        "edge", "--node", "test", "--bindings", Places.Bindings("nab.yaml"), "--data", _scratch.File("edge"),
        "--broker", $"mqtt://127.0.0.1:{Mosquitto.Port}", "--rabbitmq", $"amqp://127.0.0.1:{RabbitMq.Port}");

    private Task<Node> StartCloudAsync(string[] store) => Node.StartAsync(
        "cloud", ["--data", _scratch.File("cloud"), "--rabbitmq", $"amqp://127.0.0.1:{RabbitMq.Port}", .. store]);

    private T Keep<T>(T started)
        where T : IAsyncDisposable
    {
        _running.Push(started);
        return started;
    }
}
