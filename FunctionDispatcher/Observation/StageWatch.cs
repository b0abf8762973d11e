using EventEdge.Contracts.Events;
using EventEdge.Contracts.Functions;
using EventEdge.Contracts.Measurements;
using EventEdge.FunctionDispatcher.Outputs;

namespace EventEdge.FunctionDispatcher.Observation;

/// <summary>
/// Who watches one binding at this moment. Ask <see cref="IsOn"/> or <c>Takes</c> first: that nobody is told is the common case, and
/// must cost nothing. The dispatch loop's alone.
/// </summary>
internal sealed class StageWatch(StageObservers observers, BindingIdentity? binding) : IDisposable
{
    private readonly EndSample _sample = new();
    private StageSubscription[]? _everything;
    private StageSubscription[]? _ends;
    private DateTimeOffset _now;
    private bool _isSampled;

    /// <summary>The binding; null for what belongs to none.</summary>
    public BindingIdentity? Binding => binding;

    /// <summary>Whether anybody is told everything.</summary>
    public bool IsOn => _everything is not null;

    /// <summary>Recorded time has reached an instant, which is returned. Ends are sampled by it.</summary>
    public DateTimeOffset At(DateTimeOffset now) => _now = now;

    /// <summary>Whether anybody is told of an end; what is told next is this one.</summary>
    public bool Takes(Stage stage, StageResult result)
    {
        if (_ends is not null) _isSampled = _sample.Takes(stage, result.Outcome, _now.UtcTicks);
        return _everything is not null || _isSampled;
    }

    /// <summary>The same at an instant of recorded time.</summary>
    public bool Takes(Stage stage, StageResult result, DateTimeOffset now)
    {
        _now = now;
        return Takes(stage, result);
    }

    /// <summary>A stage has decided on an event.</summary>
    public void Report(Stage stage, StageResult result, EdgeEvent input) => Report(new StageObservation
    {
        Binding = binding, Stage = stage, Result = result, Topic = input.Topic, Event = input, Sequence = input.Sequence, At = _now,
    });

    /// <summary>A stage has decided on a window that fired.</summary>
    public void Report(Stage stage, StageResult result, WindowBounds window, long sequence) => Report(new StageObservation
    {
        Binding = binding, Stage = stage, Result = result, Topic = string.Empty, Window = window, Sequence = sequence, At = _now,
    });

    /// <summary>A result of a function has become a point, or could not.</summary>
    public void ReportEmitted(StageResult result, Point? point, EdgeEvent? input, WindowBounds? window, long sequence) =>
        Report(new StageObservation
        {
            Binding = binding,
            Stage = Stage.Emit,
            Result = result,
            Topic = input?.Topic ?? string.Empty,
            Event = input,
            Window = window,
            Point = point,
            Sequence = sequence,
            At = _now,
        });

    /// <summary>A message found no binding.</summary>
    public void ReportUnmatched(StageResult result, string topic, long sequence) => Report(new StageObservation
    {
        Stage = Stage.Route, Result = result, Topic = topic, Sequence = sequence, At = _now,
    });

    /// <summary>The binding is no more.</summary>
    public void Dispose() => observers.Remove(this);

    internal void Use(StageSubscription[] subscriptions)
    {
        Volatile.Write(ref _everything, Of(subscriptions, StageInterest.Everything));
        Volatile.Write(ref _ends, Of(subscriptions, StageInterest.Ends));
    }

    private static StageSubscription[]? Of(StageSubscription[] subscriptions, StageInterest interest) =>
        Array.FindAll(subscriptions, subscription => subscription.Interest == interest) is { Length: > 0 } some ? some : null;

    private void Report(in StageObservation observation)
    {
        foreach (var subscription in Volatile.Read(ref _everything) ?? []) subscription.Report(observation);
        if (!_isSampled) return;
        _isSampled = false;
        foreach (var subscription in Volatile.Read(ref _ends) ?? []) subscription.Report(observation);
    }
}
