using EventEdge.EdgeBridge.Outbox;
using EventEdge.FunctionDispatcher.Engine;

namespace EventEdge.EdgeBridge.Ledger;

/// <summary>
/// What became of every message and every event of one binding: <c>Messages = MessagesDecoded + MessagesUndecodable + MessagesIgnored +
/// MessagesRefused</c>, and of their events <c>Received = InWindows + Filtered + Late + Rejected + Duplicates + InFlight</c>; <see
/// cref="UnexplainedMessages"/> and <see cref="Unexplained"/> are what these equations lack.
/// </summary>
public sealed record LedgerEntry
{
    /// <summary>The binding.</summary>
    public required string Binding { get; init; }

    /// <summary>Messages routed to it.</summary>
    public long Messages { get; init; }

    /// <summary>Messages that held at least one event.</summary>
    public long MessagesDecoded { get; init; }

    /// <summary>Messages that the decoder could not read, or that held too many events; each is one event received and rejected.</summary>
    public long MessagesUndecodable { get; init; }

    /// <summary>Messages that held no event.</summary>
    public long MessagesIgnored { get; init; }

    /// <summary>
    /// Messages not looked at, because the function must not run or had no room; each is one event received and rejected.
    /// </summary>
    public long MessagesRefused { get; init; }

    /// <summary>Events of the messages routed to it.</summary>
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

    /// <summary>Numbers in JSON that were NaN or infinite, and are null, since the start of the process.</summary>
    public long NotFinite { get; init; }

    /// <summary>Elements on the way of <c>each</c> without the array of events, since the start of the process.</summary>
    public long PassedOver { get; init; }

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

    /// <summary>
    /// Results, among <see cref="Measurements"/> and <see cref="Revisions"/>, that became part of a wider window in the outbox.
    /// </summary>
    public long Downsampled { get; init; }

    /// <summary>Results, among them too, that a full outbox dropped.</summary>
    public long Dropped { get; init; }

    /// <summary>Points, not among them, that tell the cloud what was dropped.</summary>
    public long DropNotices { get; init; }

    /// <summary>
    /// Points that have left for the cloud or still wait: <c>Measurements + Revisions − Downsampled − Dropped + DropNotices</c>.
    /// </summary>
    public long Outgoing => Measurements + Revisions - Downsampled - Dropped + DropNotices;

    /// <summary>What one version of a binding counted.</summary>
    internal static LedgerEntry Of(BindingStatus binding) => new()
    {
        Binding = binding.Identity.Name,
        Messages = binding.Counters.Messages,
        MessagesDecoded = binding.Counters.Decoded,
        MessagesUndecodable = binding.Counters.Undecodable,
        MessagesIgnored = binding.Counters.Ignored,
        MessagesRefused = binding.Counters.Refused,
        Received = binding.Counters.Received,
        InWindows = binding.Counters.InWindows,
        Filtered = binding.Counters.Filtered,
        Late = binding.Counters.Late,
        Rejected = binding.Counters.Rejected,
        KeysRefused = binding.Counters.KeysRefused,
        NotFinite = binding.Counters.NotFinite,
        PassedOver = binding.Counters.PassedOver,
        Duplicates = binding.Counters.Duplicates,
        InFlight = binding.Counters.InFlight,
        Corrected = binding.Counters.Corrected,
        Measurements = binding.Counters.Measurements,
        Revisions = binding.Counters.Revisions,
        ResultsRejected = binding.Counters.ResultsRejected,
        OpenWindows = binding.OpenWindows,
    };

    /// <summary>These counters of a binding version with what became of its results in the outbox.</summary>
    internal LedgerEntry With(ResultOutbox outbox, string version)
    {
        var tally = outbox.TallyOf(Binding, version);
        return this with { Downsampled = tally.Merged, Dropped = tally.Dropped, DropNotices = tally.Notices };
    }

    /// <summary>These counters and those of an ended version together; what is in flight or open is of the running one.</summary>
    internal LedgerEntry Plus(LedgerEntry ended) => this with
    {
        Messages = Messages + ended.Messages,
        MessagesDecoded = MessagesDecoded + ended.MessagesDecoded,
        MessagesUndecodable = MessagesUndecodable + ended.MessagesUndecodable,
        MessagesIgnored = MessagesIgnored + ended.MessagesIgnored,
        MessagesRefused = MessagesRefused + ended.MessagesRefused,
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

    /// <summary>What the equation of messages lacks; 0 or there is a defect.</summary>
    public long UnexplainedMessages => Messages - MessagesDecoded - MessagesUndecodable - MessagesIgnored - MessagesRefused;

    /// <summary>What the equation of events lacks; 0 or there is a defect.</summary>
    public long Unexplained => Received - InWindows - Filtered - Late - Rejected - Duplicates - InFlight;
}
