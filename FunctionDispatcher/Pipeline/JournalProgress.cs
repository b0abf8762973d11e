using EventEdge.Contracts.Rx.EventTime;
using EventEdge.FunctionDispatcher.Calls;
using EventEdge.FunctionDispatcher.Configuration;
using EventEdge.FunctionDispatcher.Observation;
using EventEdge.FunctionDispatcher.Pipeline.Lifecycle;

namespace EventEdge.FunctionDispatcher.Pipeline;

/// <summary>
/// Where one binding stands in the journal, and whether it may go on. One without room for what an event leads to lets journalled messages
/// pass by and takes them from the journal again; so does one that waits for another binding, or for a clock that is set.
/// </summary>
internal sealed class JournalProgress(BindingConfig config, BindingLife life, OutOfProcessCalls? calls)
{
    private ChainLink _chain = ChainLink.None;

    /// <summary>Last journalled position the binding's state includes.</summary>
    public long Position { get; set; }

    /// <summary>Journal position up to which results were committed before a crash: a replay must not hand them over again.</summary>
    public long Cursor { get; set; }

    /// <summary>
    /// True once the binding has taken a journalled message: from then on all its messages go through the journal, because a replay has
    /// to see everything that moved its watermark.
    /// </summary>
    public bool IsDurable { get; set; } = config.Durability == Durability.Journal;

    /// <summary>
    /// Whether messages that were received before the machine's clock was ever set wait, journalled, until they can be dated: their time of
    /// receipt is their time, and nobody waits for an answer. A binding that answers on the spot goes on.
    /// </summary>
    public bool NeedsDate { get; } =
        config is { Trigger.Subscription: not null, EventTime.FieldNames.Count: 0 }
        && (config.Window is not null || config.Emit.Mqtt is null);

    /// <summary>Its place among bindings that run on each other's results; those downstream have been told theirs before.</summary>
    public ChainLink Chain
    {
        get => _chain;
        set
        {
            _chain = value;
            CanFill = calls is not null || Array.Exists(value.Downstream, downstream => downstream.Progress.CanFill);
            // What a downstream binding keeps is only as durable as what it is derived from.
            IsDurable |= Array.Exists(value.Downstream, downstream => downstream.Progress.IsDurable);
            if (IsDurable) value.Lockstep?.BecomeDurable();
        }
    }

    /// <summary>Whether it may run out of room while it takes events.</summary>
    public bool CanFill { get; private set; } = calls is not null;

    /// <summary>Whether there is room for what an event leads to, all along the chain.</summary>
    public bool HasCapacity => (calls is null || !(life.IsEnding || calls.IsFull)) && (_chain.Downstream.Length == 0 || _chain.HasCapacity);

    /// <summary>A journal position (0: none) has come, live or again while the binding catches up: whether it takes it, and now.</summary>
    public StageResult Enter(long sequence, DateTimeOffset at, bool isCatchingUp)
    {
        if (sequence == 0) return StageResult.Passed;
        if (sequence <= Position) return StageResult.Dropped(StageReason.AlreadyTaken);
        if (!isCatchingUp)
        {
            if (_chain.Lockstep is { } lockstep) lockstep.Decide(sequence, at);
            else if (!life.IsLagging && MustWait(at)) life.Lag();
            if (life.IsLagging) return StageResult.Waiting(StageReason.Lagging);
        }

        Position = sequence;
        return StageResult.Passed;
    }

    /// <summary>Whether a position that has passed the binding by can be taken now.</summary>
    public bool CanCatchUp(long sequence, DateTimeOffset at) => HasCapacity && !_chain.IsDeferred(sequence) && !IsUndated(at);

    /// <summary>Begins at a position that the journal has long passed.</summary>
    public void BeginLagging(long position)
    {
        Position = position;
        life.Lag();
    }

    /// <summary>Whether what a position leads to was handed over before a crash.</summary>
    public bool IsReplayed(long sequence) => sequence != 0 && sequence <= Cursor;

    /// <summary>Whether a position that was received at an instant cannot be taken now.</summary>
    public bool MustWait(DateTimeOffset at) => !HasCapacity || _chain.IsUpstreamLagging || IsUndated(at);

    /// <summary>A journalled message is taken, or what one led to: from now on all its messages go through the journal.</summary>
    public void TakeJournalled()
    {
        if (IsDurable) return;
        IsDurable = true;
        _chain.Lockstep?.BecomeDurable();
    }

    /// <summary>Whether it waits for a clock that is set.</summary>
    public bool IsUndated(DateTimeOffset received) => NeedsDate && Ticks.IsBeforeEpoch(received.UtcTicks);
}
