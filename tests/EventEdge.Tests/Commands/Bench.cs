using System.Text;
using EventEdge.Cli;
using EventEdge.CloudIngest.Stores;
using EventEdge.CloudIngest.Stores.Reading;
using EventEdge.Commands;
using EventEdge.EdgeBridge.Mqtt;
using EventEdge.Nodes;
using EventEdge.Publishing;
using EventEdge.Settings;
using EventEdge.Settings.Values;
using Microsoft.Extensions.Time.Testing;

namespace EventEdge.EventEdge.Tests.Commands;

/// <summary>Runs command lines in this process against listeners a test sets, and keeps what they write.</summary>
internal sealed class Bench : IDisposable
{
    private readonly StringWriter _output = new();
    private readonly StringWriter _error = new();
    private readonly DirectoryInfo _directory = Directory.CreateTempSubdirectory("eventedge-test-");

    public CollectingSender Sender { get; } = new();

    public Dictionary<string, string> Environment { get; } = [];

    public HostPort? Broker { get; private set; }

    public MqttLogin? Login { get; private set; }

    public EdgeNodeOptions? Edge { get; private set; }

    public StoreOptions? Store { get; private set; }

    public CloudNodeOptions? Cloud { get; private set; }

    public PointFilter? Query { get; private set; }

    /// <summary>The store that was opened for reading.</summary>
    public StoreOptions? Read { get; private set; }

    /// <summary>Measurements the store has beside that of <see cref="Points"/>, named press.</summary>
    public List<string> Measurements { get; } = [];

    public List<StoredPoint> Points { get; } = [];

    public BindingsVerdict Verdict { get; set; } = new(1, []);

    public FakeRunningNode Node { get; } = new();

    public FakeTimeProvider Time { get; } = new();

    public byte[] Input { get; set; } = [];

    public string Output => _output.ToString();

    public string Error => _error.ToString();

    public string Folder => _directory.FullName;

    public async Task<int> RunAsync(params string[] arguments)
    {
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(TestContext.Current.CancellationToken);
        limit.CancelAfter(TimeSpan.FromSeconds(60));
        return await RunUntilAsync(limit.Token, arguments);
    }

    public Task<int> RunUntilAsync(CancellationToken interrupted, params string[] arguments)
    {
        return EventEdgeCommand.RunAsync(arguments, Shell(), NodeFactories(), interrupted);
    }

    public Shell Shell() => new()
    {
        Input = new MemoryStream(Input), Output = _output, Error = _error, Environment = Environment, Time = Time,
    };

    public NodeFactories NodeFactories() => new()
    {
        OpenMqtt = (broker, _) => { Broker = broker.Address; Login = broker.Login; return Task.FromResult<IMqttSender>(Sender); },
        OpenPoints = (store, _) => { Read = store; return new ListedPoints(this); },
        CheckBindings = _ => Verdict,
        StartEdge = (edge, store, _) => { (Edge, Store) = (edge, store); return Task.FromResult<IRunningNode>(Node); },
        StartCloud = (cloud, _) => { Cloud = cloud; return Task.FromResult<IRunningNode>(Node); },
    };

    public string File(string name, string text)
    {
        var path = Path.Combine(_directory.FullName, name);
        System.IO.File.WriteAllText(path, text, new UTF8Encoding(false));
        return path;
    }

    public void Dispose() => _directory.Delete(recursive: true);

    private sealed class ListedPoints(Bench bench) : IPointSource
    {
        public string Name => "the store";

        public IReadOnlyList<string> Measurements() => [.. bench.Points.Count > 0 ? (string[])["press"] : [], .. bench.Measurements];

        public IEnumerable<StoredPoint> Read(PointFilter filter)
        {
            bench.Query = filter;
            return bench.Points;
        }

        public void Dispose()
        {
        }
    }
}
