using EventEdge.Contracts.Measurements;
using EventEdge.FunctionDispatcher.Emission;
using EventEdge.FunctionDispatcher.Outputs;
using EventEdge.FunctionDispatcher.Triggers.Http;
using EventEdge.FunctionDispatcher.Triggers;

namespace EventEdge.FunctionDispatcher.Pipeline;

/// <summary>
/// What leaves a binding with one step of the dispatcher. One that runs on the results of another hears of one journal position more than
/// once, so what it leads to is handed over when the step is settled, all at once. Results passed on are not journalled: a replay derives
/// them again from what led to them, at the same position.
/// </summary>
internal sealed class StepOutput
{
    private readonly BindingEmitter _emitter;
    private readonly IDispatchOutput _output;
    private readonly string _topic;
    private readonly string _joinedTopic;
    private readonly bool _hasUpstream;
    private readonly bool _takesProvisional;
    private readonly bool _answersRequests;
    private readonly bool _isFetched;
    private bool _isPending;

    public StepOutput(BindingParts parts)
    {
        _emitter = parts.Emitter;
        Requests = parts.Requests;
        _output = parts.Output;
        _topic = TriggerRoute.FilterOf(parts.Config);
        _hasUpstream = parts.Config.Trigger.Upstream is not null || parts.Config.Join is not null;
        _joinedTopic = TriggerRoute.JoinedTopicOf(parts.Config.Name);
        _takesProvisional = parts.Config.Trigger.TakesProvisional;
        _answersRequests = parts.Config is { Trigger: HttpTriggerConfig, Window: null };
        _isFetched = parts.Config.Trigger is HttpTriggerConfig { Respond: RespondKind.Accepted };
    }

    /// <summary>What its decoder asks senders for.</summary>
    public DecoderRequests Requests { get; }

    /// <summary>Whether somebody on the node takes the results, besides whoever waits for an answer.</summary>
    public void KeepResults(bool hasDownstream) => _emitter.KeepsResults = hasDownstream || _answersRequests;

    /// <summary>Whether a result of another binding starts this one, or, where it is only joined, is taken.</summary>
    public bool Takes(Point result, bool isJoined) => (!isJoined && _takesProvisional) || !result.Provisional;

    /// <summary>A result of another binding, as a message for this one.</summary>
    public InboundMessage MessageOf(Point result, DateTimeOffset at, long sequence, bool isJoined) =>
        new(isJoined ? _joinedTopic : _topic, LocalPayload.Of(result, _emitter.Node), at, sequence)
        { Trace = result.Trace, Subject = result.Subject, Revision = result.Revision };

    /// <summary>Hands over what a journal position led to, or will when the step is settled.</summary>
    public void Flush(long sequence, bool isReplayed)
    {
        if (_hasUpstream) _isPending = true;
        else _emitter.Flush(sequence, isReplayed);
        Requests.HandOver(isReplayed);
    }

    /// <summary>Hands over what has waited for the end of the step.</summary>
    public void Settle(long sequence, bool isReplayed)
    {
        if (!_isPending) return;
        _isPending = false;
        _emitter.Flush(sequence, isReplayed);
    }

    /// <summary>Hands over the last results of a binding that ends: they start nothing.</summary>
    public void Close(long sequence)
    {
        _emitter.Flush(sequence, replayed: false);
        _emitter.TakeResults();
    }

    /// <summary>The results since the last time; they are the caller's.</summary>
    public IReadOnlyList<Point> TakeResults() => _emitter.TakeResults();

    /// <summary>Answers the request that an event was, if it was one.</summary>
    public void Reply(ReadOnlySpan<byte> payload, bool hasDownstream)
    {
        if (!_answersRequests) return;
        // Downstream bindings get the same results when the step is settled.
        IReadOnlyList<Point> results = hasDownstream ? [.. _emitter.Results] : _emitter.TakeResults();
        if (RequestDocument.IdOf(payload) is not { } id) return;
        _output.Reply(new RequestReply(id, results, _emitter.Rejection?.Stage, _emitter.Rejection?.Reason) { IsFetched = _isFetched });
    }
}
