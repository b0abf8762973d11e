using EventEdge.Tests.Support;
using EventEdge.Torture.Network;
using EventEdge.Torture.Sensors;

namespace EventEdge.Torture.Plant;

/// <summary>The real thing, started anew for each run: edge, RabbitMQ, cloud, a time-series server, and a proxy on each link between them.</summary>
internal sealed class TorturePlant : IAsyncDisposable
{
    private readonly TempDirectory _directory = new();
    private readonly Stack<IAsyncDisposable> _running = new();
    private readonly List<Sensor> _refused = [];
    private readonly SensorOptions _sensors;

    private TorturePlant(bool isTight, SensorOptions sensors) => (IsTight, _sensors) = (isTight, sensors);

    /// <summary>Whether the edge has so small an outbox that results lose resolution when the uplink is cut.</summary>
    public bool IsTight { get; }

    public RabbitMqServer RabbitMq { get; private set; } = null!;

    public IPlantStore Store { get; private set; } = null!;

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

    /// <summary>The machine the edge runs on.</summary>
    public EdgeMachine Machine { get; private set; } = null!;

    /// <summary>The time reading 0 carries.</summary>
    public DateTimeOffset Origin => _sensors.Origin;

    /// <summary>Sensors whose lines the store refuses.</summary>
    public IReadOnlyList<Sensor> Refused => _refused;

    /// <param name="victoria">VictoriaMetrics instead of InfluxDB.</param>
    /// <param name="isTight">The smallest outbox there is.</param>
    /// <param name="sensors">How sensors behave.</param>
    public static async Task<TorturePlant> StartAsync(bool victoria, bool isTight, SensorOptions sensors)
    {
        var plant = new TorturePlant(isTight, sensors);
        try
        {
            await plant.StartServersAsync(victoria);
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

    /// <summary>A sensor whose lines the store refuses, once it is provoked.</summary>
    public Sensor AddRefused()
    {
        var sensor = new Sensor("refused", _refused.Count, SensorLink.Port, _sensors);
        _refused.Add(sensor);
        return sensor;
    }

    private async Task StartServersAsync(bool victoria)
    {
        EdgeDisk = Keep(await SmallDisk.MountAsync(_directory.File("edge")));
        Machine = await EdgeMachine.CompileAsync(_directory, EdgeDisk.Path);
        RabbitMq = Keep(RabbitMqServer.Prepare());
        var rabbit = RabbitMq.StartAsync();
        Store = victoria ? Keep(await VictoriaStore.StartNewAsync()) : Keep(await InfluxStore.StartNewAsync());
        await rabbit;
    }

    private async Task StartNodesAsync()
    {
        var mqtt = ServerProcess.FreePort();
        SensorLink = Keep(new ChaosProxy(mqtt));
        Uplink = Keep(new ChaosProxy(RabbitMq.Port));
        Downlink = Keep(new ChaosProxy(RabbitMq.Port));
        StoreLink = Keep(new ChaosProxy(Store.Port));
        Cloud = Keep(new NodeProcess("cloud", _directory.File("cloud.fuse"), new Dictionary<string, string>(),
        [
            "--data", _directory.File("cloud"), "--rabbitmq", $"amqp://127.0.0.1:{Downlink.Port}",
            "--store", Store.Kind, "--store-url", $"http://127.0.0.1:{StoreLink.Port}",
        ]));
        Edge = Keep(new NodeProcess("edge", _directory.File("edge.fuse"), Machine.Environment,
        [
            "--node", "torture", "--bindings", Path.Combine(AppContext.BaseDirectory, "torture.yaml"), "--data", EdgeDisk.Path,
            "--mqtt", $"127.0.0.1:{mqtt}", "--rabbitmq", $"amqp://127.0.0.1:{Uplink.Port}",
            "--outbox-limit", IsTight ? "1MiB" : "1GiB",
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
