using System.Reactive.Subjects;
using EventEdge.Contracts.Events;
using EventEdge.Contracts.Functions;
using EventEdge.Contracts.Measurements;
using EventEdge.Contracts.Rx.EventTime;
using EventEdge.FunctionDispatcher.Emission;
using EventEdge.FunctionDispatcher.Observation;
using EventEdge.FunctionDispatcher.Outputs;

namespace EventEdge.FunctionDispatcher.Invocation;

/// <summary>
/// Feeds a reactive query in order of arrival, with event time following the slowest of the clocks that count. A query that ends with
/// an error is connected again at the next event; the event that ended it is dead-lettered.
/// </summary>
internal sealed class StreamInvocation(
    IStreamFunction function,
    FunctionContext context,
    StreamClock clock,
    FunctionCall call,
    BindingEmitter emitter,
    IDisposable? unload) : StatelessInvocation
{
    private Subject<EdgeEvent>? _events;
    private IDisposable? _subscription;
    private string? _failure;
    private EdgeEvent? _current;

    public override StageResult Process(EdgeEvent input)
    {
        _current = input;
        _failure = null;
        // The call's own list of results is not used: a query answers whenever it likes.
        var failure = call.Run((this, input), static (c, _) => c.Item1.Push(c.input));
        if (failure is not null) Break(failure);
        return _failure is null ? StageResult.Passed : StageResult.Rejected(FailureStage.Invoke, _failure);
    }

    public override void Dispose()
    {
        call.Dispose();
        _subscription?.Dispose();
        _events?.Dispose();
        (function as IDisposable)?.Dispose();
        unload?.Dispose();
    }

    private void Push(EdgeEvent input)
    {
        if (_events is null) Connect();
        clock.Observe(input);
        _events?.OnNext(input.Detach());
    }

    private void Connect()
    {
        _events = new Subject<EdgeEvent>();
        _subscription = function.Connect(_events, context).Subscribe(
            Emit, error => Break($"{error.GetType().Name}: {error.Message}"), () => Break("the query completed"));
    }

    private void Emit(Measurement result) =>
        emitter.Emit(result, result.Time ?? _current!.Time, _current!.Sequence, _current.Index);

    private void Break(string reason)
    {
        _failure = reason;
        _subscription?.Dispose();
        _events?.Dispose();
        _subscription = null;
        _events = null;
    }
}
