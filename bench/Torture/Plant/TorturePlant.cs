using EventEdge.Tests.Support;
using EventEdge.Torture.Check;
using EventEdge.Torture.Network;
using EventEdge.Torture.Sensors;

namespace EventEdge.Torture.Plant;

/// <summary>
/// The real thing, started anew for each run: edge, RabbitMQ, cloud, a time-series server, and a proxy on each link between them.
/// </summary>
internal sealed class TorturePlant : IAsyncDisposable
{
    private readonly TempDirectory _directory = new();
    private readonly Stack<IAsyncDisposable> _running = new();
    private readonly List<Sensor> _refused = [];
    private readonly List<OtherEdge> _others = [];

    private TorturePlant(bool isTight, SensorOptions sensors) => (IsTight, Sensors) = (isTight, sensors);

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

    /// <summary>The edge's bindings.</summary>
    public BindingsFile Bindings { get; private set; } = null!;

    /// <summary>The cloud's data directory.</summary>
    public string CloudData => _directory.File("cloud");

    /// <summary>How sensors behave.</summary>
    public SensorOptions Sensors { get; }

    /// <summary>The time reading 0 carries.</summary>
    public DateTimeOffset Origin => Sensors.Origin;

    /// <summary>The sensors whose readings are compared.</summary>
    public IReadOnlyList<Sensor> Readers { get; set; } = [];

    /// <summary>Keys of a flood of keys.</summary>
    public int FloodMessages { get; set; }

    /// <summary>What faults have made that has to be right at the end.</summary>
    public Expectations Expected { get; } = new();

    /// <summary>Edges beside the one under torture.</summary>
    public IReadOnlyList<OtherEdge> Others => _others;

    /// <summary>Sensors whose lines the store refuses.</summary>
    public IReadOnlyList<Sensor> Refused => _refused;

    /// <param name="victoria">VictoriaMetrics instead of InfluxDB.</param>
    /// <param name="isTight">The smallest outbox there is.</param>
    /// <param name="sensors">How sensors behave.</param>
    /// <param name="hasRealDisk">The edge's data lie on a disk that can lose its power, where that is permitted.</param>
    public static async Task<TorturePlant> StartAsync(bool victoria, bool isTight, SensorOptions sensors, bool hasRealDisk)
    {
        var plant = new TorturePlant(isTight, sensors);
        try
        {
            await plant.StartServersAsync(victoria, hasRealDisk);
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
        var sensor = Sensor.Of("refused", _refused.Count, SensorLink.Port, Sensors);
        _refused.Add(sensor);
        return sensor;
    }

    /// <summary>Starts a further edge, which runs until the plant ends.</summary>
    public async Task<OtherEdge> AddOtherAsync(string node, char devices)
    {
        var other = Keep(new OtherEdge(this, node, _directory.File($"other{_others.Count}"), devices));
        _others.Add(other);
        await other.Process.StartAsync();
        return other;
    }

    /// <summary>An edge process of this plant, not started yet.</summary>
    public NodeProcess NewEdge(string node, string data, int mqtt, IReadOnlyDictionary<string, string> machine) =>
        new("edge", $"{data}.fuse", machine,
    [
        "--node", node, "--bindings", Bindings.Path, "--data", data,
        "--mqtt", $"127.0.0.1:{mqtt}", "--rabbitmq", $"amqp://127.0.0.1:{Uplink.Port}",
        "--outbox-limit", IsTight ? "1MiB" : "1GiB",
    ]);

    /// <summary>One on an address of its own.</summary>
    public NodeProcess NewEdge(string node, string data) => NewEdge(node, data, ServerProcess.FreePort(), new Dictionary<string, string>());

    /// <summary>A path for something of a fault.</summary>
    public string File(string name) => _directory.File(name);

    private async Task StartServersAsync(bool victoria, bool hasRealDisk)
    {
        var disk = _directory.File("edge");
        EdgeDisk = Keep(hasRealDisk ? await SmallDisk.MountRealAsync(disk) : await SmallDisk.MountAsync(disk));
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
            "--data", CloudData, "--rabbitmq", $"amqp://127.0.0.1:{Downlink.Port}",
            "--store", Store.Kind, "--store-url", $"http://127.0.0.1:{StoreLink.Port}",
        ]));
        Bindings = new BindingsFile(_directory.File("bindings.yaml"));
        Edge = Keep(NewEdge(Series.Edge, EdgeDisk.Path, mqtt, Machine.Environment));
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
