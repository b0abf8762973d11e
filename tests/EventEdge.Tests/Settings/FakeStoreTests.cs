using System.Collections.Concurrent;
using EventEdge.Cli;
using EventEdge.CloudIngest;
using EventEdge.CloudIngest.Stores;
using EventEdge.CloudIngest.Stores.Reading;
using EventEdge.Commands;
using EventEdge.EventEdge.Tests.Commands;
using EventEdge.Nodes;
using EventEdge.Tests.Support;

namespace EventEdge.EventEdge.Tests.Settings;

/// <summary>
/// A store that only this project knows is chosen by its name, as a user would, and a node writes to it: nothing of the product knows its
/// name.
/// </summary>
public sealed class FakeStoreTests : IDisposable
{
    private const string Bindings = """
        bindings:
          - name: press
            trigger: { mqtt: "plant/{device}", qos: 1 }
            decode: json
            function: { builtin: pass }
            emit: { measurement: press, tags: [device] }
        """;

    private readonly TempDirectory _directory = new();
    private readonly Bench _bench = new();
    private readonly FakeStore _store = new();

    public void Dispose()
    {
        _bench.Dispose();
        _directory.Dispose();
    }

    [Fact]
    public async Task Up_writes_to_the_store_that_a_variable_names()
    {
        _bench.Environment["EVENTEDGE__STORE"] = "fake";
        _bench.Environment["EVENTEDGE__STORE_SHELF"] = "upper";
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(TestContext.Current.CancellationToken);
        var mqtt = $"127.0.0.1:{ServerProcess.FreePort()}";
        var node = RunAsync(
            stop.Token, "up", "--bindings", Bound(), "--data", _directory.File("data"), "--mqtt", mqtt, "--http", Address());

        await PublishAsync(mqtt);

        await StoredAsync(node);
        Assert.Equal("upper", _store.Shelf);
        await stop.CancelAsync();
        await node;
        Assert.Equal(1, _store.Closed);
    }

    [Fact]
    public async Task A_cloud_node_writes_what_comes_over_RabbitMq_to_the_store_that_a_flag_names()
    {
        await using var broker = await RabbitMqServer.StartNewAsync();
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(TestContext.Current.CancellationToken);
        var (mqtt, bus) = ($"127.0.0.1:{ServerProcess.FreePort()}", $"amqp://{broker.Uri.Authority}");
        var cloud = RunAsync(
            stop.Token, "cloud", "--rabbitmq", bus, "--store", "fake", "--store-shelf", "lower", "--data", _directory.File("cloud"),
            "--http", Address());
        var edge = RunAsync(
            stop.Token, "edge", "--rabbitmq", bus, "--bindings", Bound(), "--data", _directory.File("edge"), "--mqtt", mqtt, "--http",
            Address());

        await PublishAsync(mqtt);

        await StoredAsync(cloud, edge);
        await stop.CancelAsync();
        await Task.WhenAll(cloud, edge);
    }

    [Fact]
    public async Task What_is_stored_there_is_read_by_its_name()
    {
        _store.Points.Add(
            new("edge-1", "b", new() { Measurement = "press", Tags = [], Fields = [new("value", 1.5)], Time = DateTimeOffset.UnixEpoch }));

        Assert.Equal(ExitCode.Success, await RunAsync(
            TestContext.Current.CancellationToken, "points", "press", "--store", "fake", "--store-shelf", "any", "--data",
            _directory.Path));

        Assert.Contains("value=1.5", _bench.Output, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("--store: 'fkae' is none of sqlite, influx1, influx2, victoria, fake", "--store", "fkae")]
    [InlineData("--store fake needs --store-shelf, such as upper", "--store", "fake")]
    [InlineData(
        "--store-bucket means nothing to the store fake (--store); it belongs to influx2", "--store", "fake", "--store-shelf", "x",
        "--store-bucket", "b")]
    [InlineData("--store-shelf means nothing to the store sqlite (--store); it belongs to fake", "--store-shelf", "x")]
    public async Task It_is_checked_like_any_other(string sentence, params string[] flags)
    {
        Assert.Equal(ExitCode.BadInput, await RunAsync(TestContext.Current.CancellationToken, ["up", .. flags]));
        Assert.Contains(sentence, _bench.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Help_names_it_and_what_it_wants_to_be_told()
    {
        await RunAsync(TestContext.Current.CancellationToken, "cloud", "--help");
        var help = _bench.Output.ReplaceLineEndings(" ");
        Assert.Contains("--store-shelf <NAME>", help, StringComparison.Ordinal);
        Assert.Contains("or fake", help, StringComparison.Ordinal);
    }

    private static string Address() => $"127.0.0.1:{ServerProcess.FreePort()}";

    private string Bound() => _bench.File("bindings.yaml", Bindings);

    private Task<int> RunAsync(CancellationToken stop, params string[] arguments) =>
        EventEdgeCommand.RunAsync(arguments, _bench.Shell(), RealNodeFactories.Open(BuiltInStores.Catalog.With(_store)), stop);

    private static Task PublishAsync(string mqtt) => Eventually.IsTrue(
        async () =>
        {
            using var bench = new Bench();
            var factories = RealNodeFactories.Open();
            return await EventEdgeCommand.RunAsync(["publish", "plant/7", """{"value": 1}""", "--mqtt", mqtt, "--qos", "1"], bench.Shell(),
                factories, TestContext.Current.CancellationToken) == ExitCode.Success;
        },
        "the node takes a message");

    private async Task StoredAsync(params Task<int>[] nodes)
    {
        await Eventually.IsTrue(() => !_store.Points.IsEmpty || nodes.Any(node => node.IsCompleted), "the point is in the store");
        Assert.True(nodes.All(node => !node.IsCompleted), _bench.Error);
        Assert.Equal("press", _store.Points.First().Point.Measurement);
    }

    private sealed class FakeStore : IStore
    {
        private static readonly StoreSetting ShelfSetting = new("shelf", "NAME", "The shelf") { IsRequired = true, Example = "upper" };

        public ConcurrentBag<NodePoint> Points { get; } = [];

        public string? Shelf { get; private set; }

        public int Closed { get; private set; }

        public string Name => "fake";

        public IReadOnlyList<StoreSetting> Settings => [ShelfSetting];

        public ITimeSeriesWriter OpenWriter(StoreOptions options, StoreContext context)
        {
            Shelf = options[ShelfSetting];
            return new Writer(this);
        }

        public IPointSource OpenReader(StoreOptions options, string dataDirectory) => new Reader(this);

        private sealed class Writer(FakeStore store) : ITimeSeriesWriter
        {
            public string Name => "fake";

            public long? PointsStored => store.Points.Count;

            public Task<WriteResult> WriteAsync(IReadOnlyList<NodePoint> batch, CancellationToken cancellation)
            {
                foreach (var point in batch) store.Points.Add(point);
                return Task.FromResult(new WriteResult { Accepted = true });
            }

            public ValueTask DisposeAsync()
            {
                store.Closed++;
                return ValueTask.CompletedTask;
            }
        }

        private sealed class Reader(FakeStore store) : IPointSource
        {
            public string Name => "the fake store";

            public IReadOnlyList<string> Measurements() => [.. store.Points.Select(point => point.Point.Measurement).Distinct()];

            public IEnumerable<StoredPoint> Read(PointFilter filter) =>
                store.Points.Select(point => new StoredPoint(
                    point.Point.Time, point.Point.Tags, point.Point.Fields, 0, null, false, point.Node, point.Binding));

            public void Dispose()
            {
            }
        }
    }
}
