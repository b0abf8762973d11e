using EventEdge.CloudIngest;
using EventEdge.CloudIngest.Stores;
using EventEdge.CloudIngest.Stores.Reading;
using EventEdge.Listening;
using EventEdge.EdgeBridge.Mqtt.External;
using EventEdge.EdgeBridge.Mqtt.External.Listening;
using EventEdge.Publishing;
using EventEdge.Settings;

namespace EventEdge.Nodes;

/// <summary>The listeners through which commands reach the other rooms; a test replaces any of them.</summary>
internal sealed record NodeFactories
{
    private StoreFlags? _storeFlags;

    /// <summary>The kinds of store there are.</summary>
    public StoreCatalog Stores { get; init; } = BuiltInStores.Catalog;

    /// <summary>Their settings.</summary>
    public StoreFlags StoreFlags => _storeFlags ??= new(Stores);

    /// <summary>Connects to an MQTT broker.</summary>
    /// <remarks>Throws <see cref="Cli.CommandFailure"/> when it cannot be reached.</remarks>
    public required Func<MqttTarget, CancellationToken, Task<IMqttSender>> OpenMqtt { get; init; }

    /// <summary>Listens to an MQTT broker; each message is handed over, one at a time.</summary>
    /// <remarks>Throws <see cref="Cli.CommandFailure"/> when it cannot be reached.</remarks>
    public Func<ExternalBrokerOptions, Action<HeardMessage>, CancellationToken, Task<IMqttListening>> ListenMqtt { get; init; } =
        MqttListening.OpenAsync;

    /// <summary>Opens the store of a data directory for reading, also while a node writes it.</summary>
    public required Func<StoreOptions, string, IPointSource> OpenPoints { get; init; }

    /// <summary>Checks a bindings file.</summary>
    public required Func<string, BindingsVerdict> CheckBindings { get; init; }

    /// <summary>Starts an edge node; with store options, the cloud's part runs in the same process.</summary>
    public required Func<EdgeNodeOptions, StoreOptions?, CancellationToken, Task<IRunningNode>> StartEdge { get; init; }

    /// <summary>Starts a cloud node.</summary>
    public required Func<CloudNodeOptions, CancellationToken, Task<IRunningNode>> StartCloud { get; init; }
}

/// <summary>What a bindings file says.</summary>
/// <param name="Bindings">Bindings declared; 0 when there are problems.</param>
/// <param name="Problems">Each problem: <c>file:line:column: message</c>, the line and a caret under it.</param>
internal sealed record BindingsVerdict(int Bindings, IReadOnlyList<string> Problems)
{
    /// <summary>What runs, but is hardly meant so, in the same form.</summary>
    public IReadOnlyList<string> Warnings { get; init; } = [];
}
