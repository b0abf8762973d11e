using EventEdge.Contracts.Events;
using EventEdge.Contracts.Measurements;
using EventEdge.Contracts.Rx.EventTime;
using EventEdge.FunctionDispatcher.Configuration;
using EventEdge.FunctionDispatcher.Configuration.Joining;
using EventEdge.FunctionDispatcher.Emission;
using EventEdge.FunctionDispatcher.Invocation;
using EventEdge.FunctionDispatcher.Observation;
using EventEdge.FunctionDispatcher.Outputs;

namespace EventEdge.FunctionDispatcher.Joins;

/// <summary>Joins a binding's events with the results of another, and calls the function for each joined event.</summary>
internal sealed class JoinInvocation : IInvocation, IJoinOutput
{
    private readonly JoinOperator _joins;
    private readonly JoinedEvents _joined;
    private readonly JoinRules _rules;
    private readonly JoinKind _kind;
    private readonly Func<EdgeEvent, IEnumerable<Measurement>> _function;
    private readonly FunctionCall _call;
    private readonly BindingEmitter _emitter;
    private readonly IDisposable? _unload;
    private DateTimeOffset _now;
    private long _sequence;

    public JoinInvocation(
        BindingConfig config, EventLayout layout, EventLayout other, Func<EdgeEvent, IEnumerable<Measurement>> function, FunctionCall call,
        BindingEmitter emitter, IDisposable? unload)
    {
        _kind = config.Join!.Kind;
        _function = function;
        _call = call;
        _emitter = emitter;
        _unload = unload;
        _rules = JoinRules.Of(config, config.Join);
        _joined = new(config, layout, other);
        _joins = new(_rules, config.Join.On, layout, other, this);
    }

    public DateTimeOffset? NextDeadline => _joins.NextDeadline;

    public int OpenWindows => 0;

    public FunctionMemory? Memory => _call.Memory;

    public StageResult Process(EdgeEvent input) => Process(JoinPart.Own, input);

    public StageResult ProcessOther(EdgeEvent input) => Process(JoinPart.Other, input);

    public void Advance(DateTimeOffset now, long sequence)
    {
        (_now, _sequence) = (now, sequence);
        _joins.Advance(now);
    }

    public void ClosePartial(long sequence)
    {
        _sequence = sequence;
        _joins.Close();
    }

    public bool OnJoined(EdgeEvent own, EdgeEvent? other, int revision)
    {
        if (other is null && _kind == JoinKind.Inner)
        {
            _emitter.Unmatched(own);
            return false;
        }

        if (_joined.Of(own, other, revision) is not { } joined) return false;
        Memory?.Enter(joined);
        var failure = _call.Run((_function, joined), static (c, results) => results.AddRange(c._function(c.joined)));
        if (failure is not null) _emitter.Reject(failure, joined, _now, _sequence);
        else foreach (var result in _call.Results) _emitter.Emit(result, joined, _now, _sequence);
        return true;
    }

    public void Save(BinaryWriter writer) => _joins.Save(writer);

    public void Load(BinaryReader reader) => _joins.Load(reader);

    public void Dispose()
    {
        _call.Dispose();
        _unload?.Dispose();
    }

    private StageResult Process(JoinPart part, EdgeEvent input)
    {
        (_now, _sequence) = (input.ReceivedAt, input.Sequence);
        var outcome = _joins.Process(part, input);
        return outcome switch
        {
            JoinOutcome.Taken => StageResult.Passed,
            JoinOutcome.Corrected => StageResult.Corrected,
            JoinOutcome.TooManyKeys => WindowResult.TooManyKeys(_rules.KeyLimit),
            JoinOutcome.TooManyEvents => StageResult.Rejected(
                FailureStage.Limit,
                $"the join keeps {_rules.EventLimit} events of its key, as many as limits.joined allows, or {JoinRules.TotalLimit} of all"),
            JoinOutcome.Late => StageResult.Rejected(
                FailureStage.Late,
                $"{input.Time:O} came after what may belong to it was let go: join.within, and allowed_lateness beyond it"),
            _ => StageResult.Rejected(FailureStage.EventTime, Quarantine.Describe(
                outcome == JoinOutcome.BeforeEpoch ? TimestampFault.BeforeEpoch : TimestampFault.FromTheFuture, input,
                _rules.Time[(int)part].FutureLimit)),
        };
    }
}
