using EventEdge.Contracts.Events;
using EventEdge.Contracts.Rx.EventTime;
using EventEdge.FunctionDispatcher.Calls;
using EventEdge.FunctionDispatcher.Outputs;
using EventEdge.FunctionDispatcher.Runtimes.Scaling;

namespace EventEdge.FunctionDispatcher.Pipeline;

/// <summary>
/// What a function outside the process adds: calls end later than they are decided on, and when there are too many of them, journalled
/// messages pass the binding by and are taken from the journal again once there is room. Messages and ends of calls commute, so that a replay
/// may take them in another order and reach the same state.
/// </summary>
internal sealed partial class BindingRuntime
{
    /// <summary>What the instances of its function do and cost; null where the function runs in the dispatch loop.</summary>
    public FunctionUsage? Usage => _outOfProcess?.Usage;

    /// <inheritdoc cref="ICaller.Trouble"/>
    public string? Trouble => _outOfProcess?.Trouble;

    /// <summary>Replay is over: calls may be made.</summary>
    public void StartCalls() => _outOfProcess?.Start();

    /// <summary>A call has ended, as told by a journal position (0: by none).</summary>
    public void End(CallCompletion completion, long sequence)
    {
        _emitter.Forget();
        EdgeEvent? input = null;
        try
        {
            if (_outOfProcess?.End(completion, sequence, out input) is { } outcome)
            {
                Counters.InFlight--;
                Count(outcome, _event);
            }
        }
        catch (Exception error) when (BindingFaultException.Is(error))
        {
            throw BindingFaultException.Of(Identity, sequence, error);
        }

        if (CallsUnderWay == 0) _isDropping = false;
        Flush(sequence);
        if (_answersRequests && input is not null) Reply(input.Payload.Span);
    }

    /// <summary>
    /// Takes the next journalled message that passed the binding by, or only its position where <paramref name="captures"/> is null. False
    /// when there is no room: ask again when calls have ended.
    /// </summary>
    public bool CatchUp(in InboundMessage message, IReadOnlyList<string>? captures)
    {
        if (!HasCapacity || IsDeferred(message.Sequence) || IsUndated(message.ReceivedAt)) return false;
        IsLagging = false;
        if (captures is not null) Process(message, captures);
        Position = Math.Max(Position, message.Sequence);
        IsLagging = true;
        return true;
    }

    /// <summary>The same for a tick.</summary>
    public bool CatchUp(DateTimeOffset at, long sequence)
    {
        if (!HasCapacity || IsDeferred(sequence) || IsUndated(at)) return false;
        IsLagging = false;
        Advance(at, sequence);
        IsLagging = true;
        return true;
    }

    /// <summary>Nothing more has passed it by.</summary>
    public void CaughtUp() => IsLagging = false;

    /// <summary>Begins at a position that the journal has long passed.</summary>
    public void BeginLagging(long sequence)
    {
        Position = sequence;
        IsLagging = true;
    }

    /// <summary>A change ends this binding once its calls have ended: from here on it takes nothing, and its windows are closed.</summary>
    public void BeginEnd(long sequence)
    {
        if (_outOfProcess is null || _isEnding) return;
        if (!IsLagging) BeginLagging(Math.Max(sequence, Position));
        ClosePartial(sequence);
        _isEnding = true;
    }

    /// <summary>Closes what is open; calls that have not ended are given up.</summary>
    public void FinishEnd(long sequence, string reason)
    {
        if (!_isEnding) ClosePartial(sequence);
        if (_outOfProcess is null) return;
        foreach (var end in _outOfProcess.GiveUp(Identity, reason)) End(end, 0);
    }

    /// <summary>
    /// Whether messages that were received before the machine's clock was ever set wait, journalled, until they can be dated: their time of receipt is
    /// their time, and nobody waits for an answer. A binding that answers on the spot goes on.
    /// </summary>
    public bool NeedsDate { get; }

    /// <summary>How far its readings are dated ahead of a clock that was set back; none where they bring their time.</summary>
    public TimeSpan Ahead => NeedsDate ? new(_recorded.Ahead) : TimeSpan.Zero;

    private bool IsUndated(DateTimeOffset received) => NeedsDate && Ticks.IsBeforeEpoch(received.UtcTicks);

    private bool StartsLagging(DateTimeOffset received)
    {
        if (!IsLagging && (!HasCapacity || _upstream is { IsLagging: true } || IsUndated(received))) IsLagging = true;
        return IsLagging;
    }

    // A dead letter for each event of a flood would only push other dead letters out.
    private void Drop()
    {
        Counters.Rejected++;
        if (!_isDropping) _emitter.Reject(FailureStage.Invoke, "the function has no room for more calls: QoS 0 events are dropped and counted until it has", _event);
        _isDropping = true;
    }
}
