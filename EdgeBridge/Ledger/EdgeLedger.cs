using EventEdge.EdgeBridge.Outbox;
using EventEdge.EdgeBridge.Status;

namespace EventEdge.EdgeBridge.Ledger;

/// <summary>An edge node's half of the ledger: what became of every event, and how far its results have come.</summary>
public sealed record EdgeLedger
{
    /// <summary>The node's name.</summary>
    public required string Node { get; init; }

    /// <summary>Its numbering of results; the cloud keeps its own ledger under the same one.</summary>
    public required Guid Epoch { get; init; }

    /// <summary>When that numbering began, by the node's clock; null where it was begun by an earlier version.</summary>
    public DateTimeOffset? NumberingBegun { get; init; }

    /// <summary>The moment the counters belong to.</summary>
    public required DateTimeOffset At { get; init; }

    /// <summary>False when the node is stopped and the counters are those of its last checkpoint.</summary>
    public bool Running { get; init; }

    /// <summary>Messages dispatched or waiting.</summary>
    public long MessagesReceived { get; init; }

    /// <summary>Messages at least one binding wanted.</summary>
    public long Matched { get; init; }

    /// <summary>Messages no binding wanted.</summary>
    public long Unmatched { get; init; }

    /// <summary>Repeated deliveries of a message already taken.</summary>
    public long Resent { get; init; }

    /// <summary>Messages not yet dispatched; of a stopped node, the journal records its next start will replay.</summary>
    public long InFlight { get; init; }

    /// <summary>What the listener's own count lacks; see <see cref="EdgeSnapshot.Unexplained"/>.</summary>
    public long Unexplained { get; init; }

    /// <summary>
    /// What <c>messages = matched + unmatched + in flight</c> lacks; 0 or there is a defect. A stopped node's messages are the dispatched
    /// ones.
    /// </summary>
    public long Unrouted => MessagesReceived - (Running ? InFlight : 0) - Matched - Unmatched;

    /// <summary>Running bindings, then ended ones.</summary>
    public required IReadOnlyList<RecordedBinding> Bindings { get; init; }

    /// <summary>How far each class of results has come.</summary>
    public required IReadOnlyList<ClassPosition> Classes { get; init; }

    /// <summary>Ranges of the journal lost to damage on disk, in words.</summary>
    public required IReadOnlyList<string> JournalGaps { get; init; }

    /// <summary>Parts of the data directory that were gone at a start, and jumps of the machine's clock, and what that means.</summary>
    public IReadOnlyList<RecordedLoss> Losses { get; init; } = [];

    /// <summary>Dead letters kept.</summary>
    public long DeadLetters { get; init; }

    /// <summary>Dead letters that made room for newer ones.</summary>
    public long DeadLettersLost { get; init; }
}

/// <summary>A part of the data directory that was gone at a start, or shorter than it had been; or a jump of the machine's clock.</summary>
/// <param name="At">When that was noticed.</param>
/// <param name="Part"><c>journal</c>, <c>outbox</c>, <c>state</c> or <c>clock</c>; or a numbering of results that the cloud has said
/// something about.</param>
/// <param name="Records">Records known to be lost with it, at most.</param>
/// <param name="Reason">What it was and what follows from it, in words.</param>
public sealed record RecordedLoss(DateTimeOffset At, string Part, long Records, string Reason);

/// <summary>The counters of one version of a binding.</summary>
/// <param name="Version">16 hexadecimal digits.</param>
/// <param name="Retired">Whether a change has ended it.</param>
/// <param name="Counts">Its counters.</param>
public sealed record RecordedBinding(string Version, bool Retired, LedgerEntry Counts);
