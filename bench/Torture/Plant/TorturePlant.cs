using EventEdge.Tests.Support;
using EventEdge.Torture.Network;

namespace EventEdge.Torture.Plant;

/// <summary>The real thing, started anew for each run: edge, RabbitMQ, cloud, InfluxDB, and a proxy on each link between them.</summary>
internal sealed class TorturePlant : IAsyncDisposable
{
    private readonly TempDirectory _directory = new();
    private readonly Stack<IAsyncDisposable> _running = new();

    private TorturePlant()
    {
    }

    public RabbitMqServer RabbitMq { get; private set; } = null!;

    public InfluxServer Influx { get; private set; } = null!;

    public NodeProcess Edge { get; private set; } = null!;

    public NodeProcess Cloud { get; private set; } = null!;

    /// <summary>Sensors to edge.</summary>
    public ChaosProxy SensorLink { get; private set; } = null!;

    /// <summary>Edge to RabbitMQ.</summary>
    public ChaosProxy Uplink { get; private set; } = null!;

    /// <summary>Cloud to RabbitMQ.</summary>
    public ChaosProxy Downlink { get; private set; } = null!;

    /// <summary>Cloud to store.</summary>
    public ChaosProxy StoreLink { get; private set; } = null!;

    /// <summary>The edge's data directory, on a file system of its own where the machine permits it.</summary>
    public SmallDisk EdgeDisk { get; private set; } = null!;

    public static async Task<TorturePlant> StartAsync()
    {
        var plant = new TorturePlant();
        try
        {
            await plant.StartServersAsync();
            await plant.StartNodesAsync();
            return plant;
        }
        catch
        {
            await plant.DisposeAsync();
            throw;
        }
    }

    public async ValueTask DisposeAsync()
    {
        while (_running.TryPop(out var running)) await running.DisposeAsync();
        _directory.Dispose();
    }

    private async Task StartServersAsync()
    {
        EdgeDisk = Keep(await SmallDisk.MountAsync(_directory.File("edge")));
        RabbitMq = Keep(RabbitMqServer.Prepare());
        var (rabbit, influx) = (RabbitMq.StartAsync(), InfluxServer.StartNewAsync());
        Influx = Keep(await influx);
        await rabbit;
        using var http = new HttpClient { BaseAddress = Influx.Uri };
        using var created = await http.PostAsync("/query?q=CREATE%20DATABASE%20eventedge", null);
        created.EnsureSuccessStatusCode();
    }

    private async Task StartNodesAsync()
    {
        var mqtt = ServerProcess.FreePort();
        SensorLink = Keep(new ChaosProxy(mqtt));
        Uplink = Keep(new ChaosProxy(RabbitMq.Port));
        Downlink = Keep(new ChaosProxy(RabbitMq.Port));
        StoreLink = Keep(new ChaosProxy(Influx.Port));
        Cloud = Keep(new NodeProcess("cloud", _directory.File("cloud.fuse"),
        [
            "--data", _directory.File("cloud"), "--rabbitmq", $"amqp://127.0.0.1:{Downlink.Port}",
            "--store", "influx1", "--store-url", $"http://127.0.0.1:{StoreLink.Port}",
        ]));
        Edge = Keep(new NodeProcess("edge", _directory.File("edge.fuse"),
        [
            "--node", "torture", "--bindings", Path.Combine(AppContext.BaseDirectory, "torture.yaml"), "--data", EdgeDisk.Path,
            "--mqtt", $"127.0.0.1:{mqtt}", "--rabbitmq", $"amqp://127.0.0.1:{Uplink.Port}",
        ]));
        await Cloud.StartAsync();
        await Edge.StartAsync();
    }

    private T Keep<T>(T started)
        where T : IAsyncDisposable
    {
        _running.Push(started);
        return started;
    }
}
