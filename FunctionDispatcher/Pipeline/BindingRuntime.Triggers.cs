using EventEdge.Contracts.Measurements;
using EventEdge.Contracts.Rx.EventTime;
using EventEdge.FunctionDispatcher.Configuration;
using EventEdge.FunctionDispatcher.Outputs;
using EventEdge.FunctionDispatcher.Triggers;

namespace EventEdge.FunctionDispatcher.Pipeline;

/// <summary>
/// What triggers other than MQTT add: a timer, somebody who waits for an answer, and bindings that run on the results of this one. Results
/// passed on are not journalled: a replay derives them again from what led to them, at the same position.
/// </summary>
internal sealed partial class BindingRuntime
{
    private BindingRuntime[] _downstream = [];
    private BindingRuntime? _upstream;
    private bool _mustFlush;

    /// <summary>The binding's timer; null where its trigger is another.</summary>
    public BindingTimer? Timer { get; }

    /// <summary>Whether it runs on the results of another binding.</summary>
    public bool HasUpstream { get; }

    /// <summary>The bindings that run on its results, in file order.</summary>
    public IReadOnlyList<BindingRuntime> Downstream => _downstream;

    /// <summary>When an event last reached it, as recorded; null before the first since the start of the process.</summary>
    public DateTimeOffset? LastEvent { get; private set; }

    /// <summary>Tells which bindings stand before and behind it in a chain; those behind have been told before.</summary>
    public void Connect(BindingRuntime? upstream, BindingRuntime[] downstream)
    {
        _upstream = upstream;
        _downstream = downstream;
        _canFill = _outOfProcess is not null || Array.Exists(downstream, f => f._canFill);
        _emitter.KeepsResults = downstream.Length > 0 || _answersRequests;
        // What a downstream binding keeps is only as durable as what it is derived from.
        if (Array.Exists(downstream, f => f.Durable)) Durable = true;
    }

    /// <summary>Takes results of the binding it follows, all that one journal position led to (0: none).</summary>
    public void TakeUpstream(IReadOnlyList<Point> results, DateTimeOffset at, long sequence)
    {
        if (sequence != 0) Durable = true;
        // What the upstream binding catches up on is older than what this binding has seen of time.
        var known = Ticks.ToInstant(_recorded.ToReceived(_recorded.Now));
        if (_recorded.Now > 0 && known > at) at = known;
        try
        {
            _onTake?.Invoke(Identity, sequence);
            foreach (var result in results) Decide(new InboundMessage(_topic, LocalPayload.Of(result, _emitter.Node), at, sequence), []);
        }
        catch (Exception error) when (BindingFaultException.Is(error))
        {
            throw BindingFaultException.Of(Identity, sequence, error);
        }

        _mustFlush = true;
    }

    /// <summary>Hands over what one journal position led to, all at once: a downstream binding hears of that position more than once.</summary>
    public void Settle(long sequence)
    {
        if (!_mustFlush) return;
        _mustFlush = false;
        _emitter.Flush(sequence, IsReplayed(sequence));
    }

    /// <summary>The results since the last time; they are the caller's.</summary>
    public IReadOnlyList<Point> TakeResults() => _emitter.TakeResults();

    private void Flush(long sequence)
    {
        if (HasUpstream) _mustFlush = true;
        else _emitter.Flush(sequence, IsReplayed(sequence));
    }

    private bool DownstreamHasCapacity()
    {
        foreach (var downstream in _downstream)
        {
            if (!downstream.HasCapacity) return false;
        }

        return true;
    }

    // A journalled position must not pass a downstream binding before its upstream binding has come to it.
    private bool IsDeferred(long sequence) => _upstream is { IsLagging: true } upstream && upstream.Position < sequence;

    private void Reply(ReadOnlySpan<byte> payload)
    {
        // Downstream bindings get the same results when the step is settled.
        IReadOnlyList<Point> results = _downstream.Length > 0 ? [.. _emitter.Results] : _emitter.TakeResults();
        if (RequestDocument.IdOf(payload) is not { } id) return;
        var isFetched = Config.Trigger.Respond == RespondKind.Accepted;
        _output.Reply(new RequestReply(id, results, _emitter.Rejection?.Stage, _emitter.Rejection?.Reason) { IsFetched = isFetched });
    }
}
