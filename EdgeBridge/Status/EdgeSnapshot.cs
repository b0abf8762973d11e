using System.Text.Json.Serialization;
using EventEdge.EdgeBridge.Ledger;
using EventEdge.EdgeBridge.Mqtt;
using EventEdge.EdgeBridge.Outbox;
using EventEdge.EdgeBridge.Uplink;

namespace EventEdge.EdgeBridge.Status;

/// <summary>The state of an edge node at one moment: what <c>/api/status</c>, <c>/metrics</c>, the dashboard and reports show.</summary>
public sealed record EdgeSnapshot
{
    /// <summary>The node's name.</summary>
    public required string Node { get; init; }

    /// <summary>When this was taken.</summary>
    public required DateTimeOffset At { get; init; }

    /// <summary>Messages taken at the listener since the data directory was made.</summary>
    public long MessagesReceived { get; init; }

    /// <summary>Payload and topic bytes of them.</summary>
    public long IngressBytes { get; init; }

    /// <summary>Messages at least one binding wanted.</summary>
    public long Matched { get; init; }

    /// <summary>Messages no binding wanted.</summary>
    public long Unmatched { get; init; }

    /// <summary>
    /// Resends (MQTT's DUP) of a message already taken: acknowledged, not in <see cref="MessagesReceived"/>. A crash forgets the count
    /// since the last save.
    /// </summary>
    public long Resent { get; init; }

    /// <summary>Accepted and not yet seen by the dispatcher.</summary>
    public long InFlight { get; init; }

    /// <summary>
    /// Messages the listener handed over since the start of the process that are neither dispatched nor waiting, or, below 0, the other way
    /// round. The listener counts for itself, so this is no consequence of the bindings' equations; 0 or there is a defect.
    /// </summary>
    public long Unexplained { get; init; }

    /// <summary>One entry for each binding: its counters since the data directory was made, whatever edits there were.</summary>
    public required IReadOnlyList<LedgerEntry> Bindings { get; init; }

    /// <summary>The same for the versions in force alone, as the ledger enters them.</summary>
    [JsonIgnore]
    public IReadOnlyList<LedgerEntry> Versions { get; init; } = [];

    /// <summary>Bindings that must not run, and why.</summary>
    public IReadOnlyList<DisabledEntry> Disabled { get; init; } = [];

    /// <summary>Bindings whose function hangs or fails call after call, and why.</summary>
    public IReadOnlyList<TroubleEntry> Troubled { get; init; } = [];

    /// <summary>One entry for each binding whose function runs outside the node's process.</summary>
    public IReadOnlyList<FunctionEntry> Functions { get; init; } = [];

    /// <summary>One entry for each binding with a timer.</summary>
    public IReadOnlyList<TimerEntry> Timers { get; init; } = [];

    /// <summary>What waits for the uplink.</summary>
    public OutboxDepth Outbox { get; init; }

    /// <summary>Largest number of points that waited so far.</summary>
    public long OutboxDepthMax { get; init; }

    /// <summary>Bytes of the journal on disk.</summary>
    public long JournalBytes { get; init; }

    /// <summary>Most bytes of journal; beyond it acknowledgements are withheld.</summary>
    [JsonIgnore]
    public long JournalLimitBytes { get; init; }

    /// <summary>Most bytes of outbox.</summary>
    [JsonIgnore]
    public long OutboxLimitBytes { get; init; }

    /// <summary>Bytes of frames confirmed by the bus.</summary>
    public long UplinkBytes { get; init; }

    /// <summary>Frames confirmed by the bus.</summary>
    public long UplinkFrames { get; init; }

    /// <summary>Whether results get through.</summary>
    public UplinkState Uplink { get; init; }

    /// <summary>The last thing that went wrong on the uplink; null when nothing did.</summary>
    public string? UplinkError { get; init; }

    /// <summary>Whether messages get in.</summary>
    public bool MqttUp { get; init; }

    /// <summary>The external MQTT broker; null where the node has its own.</summary>
    public BrokerEntry? MqttBroker { get; init; }

    /// <summary>What keeps the node from being ready; null when it is.</summary>
    public string? NotReady { get; init; }

    /// <summary>Dead letters kept.</summary>
    public long DeadLetters { get; init; }

    /// <summary>Dead letters that made room for newer ones.</summary>
    public long DeadLettersLost { get; init; }

    /// <summary>Problems of the last bindings file that was not taken; null when the running one is the file on disk.</summary>
    public string? ConfigurationError { get; init; }

    /// <summary>Whether a change waits for functions outside the process to answer.</summary>
    public bool ConfigurationChanging { get; init; }
}
