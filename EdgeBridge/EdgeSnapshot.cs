using System.Text.Json.Serialization;
using EventEdge.EdgeBridge.Downsampling;
using EventEdge.EdgeBridge.Outbox;
using EventEdge.EdgeBridge.Uplink;

namespace EventEdge.EdgeBridge;

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

    /// <summary>Resends (MQTT's DUP) of a message already taken: acknowledged, not in <see cref="MessagesReceived"/>. A crash forgets the count since the last save.</summary>
    public long Resent { get; init; }

    /// <summary>Accepted and not yet seen by the dispatcher.</summary>
    public long InFlight { get; init; }

    /// <summary>
    /// Messages the listener handed over since the start of the process that are neither dispatched nor waiting, or, below 0, the other way round.
    /// The listener counts for itself, so this is no consequence of the bindings' equations; 0 or there is a defect.
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

/// <summary>
/// What became of every event of one binding: <c>Received = InWindows + Filtered + Late + Rejected + Duplicates + InFlight</c>, and
/// <see cref="Unexplained"/> is what that equation lacks.
/// </summary>
public sealed record LedgerEntry
{
    /// <summary>The binding.</summary>
    public required string Binding { get; init; }

    /// <summary>Events routed to it.</summary>
    public long Received { get; init; }

    /// <summary>Events that reached its window, or its function where it has no window.</summary>
    public long InWindows { get; init; }

    /// <summary>Events its <c>where</c> turned away.</summary>
    public long Filtered { get; init; }

    /// <summary>Events whose windows were all closed for good.</summary>
    public long Late { get; init; }

    /// <summary>Events given up: undecodable, timestamp in quarantine, function failed.</summary>
    public long Rejected { get; init; }

    /// <summary>Events, among <see cref="Rejected"/>, whose key had no room (<c>limits.keys</c>), since the start of the process.</summary>
    public long KeysRefused { get; init; }

    /// <summary>Events dropped because their <c>event_id</c> was seen before.</summary>
    public long Duplicates { get; init; }

    /// <summary>Events routed and not yet decided.</summary>
    public long InFlight { get; init; }

    /// <summary>Late events, among <see cref="InWindows"/>, that corrected a window already fired.</summary>
    public long Corrected { get; init; }

    /// <summary>Distinct results (first revisions) committed to the outbox.</summary>
    public long Measurements { get; init; }

    /// <summary>Corrections (further revisions) committed to the outbox.</summary>
    public long Revisions { get; init; }

    /// <summary>Windows and results that failed.</summary>
    public long ResultsRejected { get; init; }

    /// <summary>Results, among <see cref="Measurements"/> and <see cref="Revisions"/>, that became part of a wider window in the outbox.</summary>
    public long Downsampled { get; init; }

    /// <summary>Results, among them too, that a full outbox dropped.</summary>
    public long Dropped { get; init; }

    /// <summary>Points, not among them, that tell the cloud what was dropped.</summary>
    public long DropNotices { get; init; }

    /// <summary>Points that have left for the cloud or still wait: <c>Measurements + Revisions − Coarsened − Dropped + DropNotices</c>.</summary>
    public long Outgoing => Measurements + Revisions - Downsampled - Dropped + DropNotices;

    /// <summary>These counters with what became of the results in the outbox.</summary>
    internal LedgerEntry With(PointTally tally) => this with { Downsampled = tally.Merged, Dropped = tally.Dropped, DropNotices = tally.Notices };

    /// <summary>These counters and those of an ended version together; what is in flight or open is of the running one.</summary>
    internal LedgerEntry Plus(LedgerEntry ended) => this with
    {
        Received = Received + ended.Received,
        InWindows = InWindows + ended.InWindows,
        Filtered = Filtered + ended.Filtered,
        Late = Late + ended.Late,
        Rejected = Rejected + ended.Rejected,
        Duplicates = Duplicates + ended.Duplicates,
        Corrected = Corrected + ended.Corrected,
        Measurements = Measurements + ended.Measurements,
        Revisions = Revisions + ended.Revisions,
        ResultsRejected = ResultsRejected + ended.ResultsRejected,
        Downsampled = Downsampled + ended.Downsampled,
        Dropped = Dropped + ended.Dropped,
        DropNotices = DropNotices + ended.DropNotices,
    };

    /// <summary>Open windows.</summary>
    public int OpenWindows { get; init; }

    /// <summary>What the equation lacks; 0 or there is a defect.</summary>
    public long Unexplained => Received - InWindows - Filtered - Late - Rejected - Duplicates - InFlight;
}
