using EventEdge.Contracts.Events;
using EventEdge.Contracts.Functions;
using EventEdge.Contracts.Measurements;
using EventEdge.Contracts.Rx.Windows;
using EventEdge.FunctionDispatcher.Emission;
using EventEdge.FunctionDispatcher.Observation;
using EventEdge.FunctionDispatcher.Outputs;

namespace EventEdge.FunctionDispatcher.Invocation;

/// <summary>Feeds the windows of a binding and calls the function for each window that fires.</summary>
internal sealed class WindowInvocation : IInvocation, IWindowOutput
{
    private const int FailuresKept = 16;

    private readonly WindowOperator _windows;
    private readonly Func<WindowBounds, IAccumulator, IEnumerable<Measurement>> _function;
    private readonly FunctionCall _call;
    private readonly BindingEmitter _emitter;
    private readonly IDisposable? _unload;
    private DateTimeOffset _now;
    private long _sequence;
    private readonly List<string> _failed = [];
    private EdgeEvent? _adding;
    private string? _addFailure;

    // As the last results were; at first it is not known.
    private bool _isMergeable = true;

    public WindowInvocation(
        Func<IWindowOutput, WindowOperator> windows,
        Func<WindowBounds, IAccumulator, IEnumerable<Measurement>> function,
        FunctionCall call,
        BindingEmitter emitter,
        IDisposable? unload)
    {
        _call = call;
        _emitter = emitter;
        _function = function;
        _unload = unload;
        _windows = windows(this);
    }

    public DateTimeOffset? NextDeadline => _windows.NextDeadline;

    public int OpenWindows => _windows.OpenWindows;

    public IReadOnlyList<WindowOperator> Operators => [_windows];

    public FunctionMemory? Memory => _call.Memory;

    public StageResult Process(EdgeEvent input)
    {
        _now = input.ReceivedAt;
        _sequence = input.Sequence;
        (_adding, _addFailure) = (input, null);
        var outcome = _windows.Process(input);
        _adding = null;
        return _addFailure is null ? WindowResult.Of(outcome, input, _windows) : StageResult.Rejected(FailureStage.Invoke, _addFailure);
    }

    /// <summary>
    /// A function of the user's could not take an event in, or two states (null), and goes on without. The event at hand is given up; one
    /// of those that wait until their window fires has been counted, and is told as the window's.
    /// </summary>
    public void OnStepFailed(EdgeEvent? input, string reason)
    {
        if (input is not null && ReferenceEquals(input, _adding)) _addFailure = reason;
        else if (_failed.Count < FailuresKept) _failed.Add(reason);
    }

    public void Advance(DateTimeOffset now, long sequence)
    {
        _now = now;
        _sequence = 0;
        _windows.Advance(now);
    }

    public void ClosePartial(long sequence) => _windows.ClosePartial();

    public void OnFired(WindowBounds window, IAccumulator state, IAccumulator? since)
    {
        foreach (var reason in _failed) _emitter.Reject(reason, window, _now, _sequence);
        _failed.Clear();
        // The call that counts comes last: it alone changes what the function remembers. What cannot be merged has no use for the other.
        var supplements = since is null || !_isMergeable ? null : Supplements(window, since);
        Memory?.Enter(window, _now);
        var failure = _call.Run((_function, window, state), static (c, results) => results.AddRange(c._function(c.window, c.state)));
        if (failure is not null)
        {
            _emitter.Reject(failure, window, _now, _sequence);
            return;
        }

        _emitter.Invoked(window, _sequence);
        if (_call.Results.Count == 0) return;
        _isMergeable = _call.Results.Any(Supplement.IsMergeable);
        List<Measurement> fired = [.. _call.Results];
        if (since is not null && _isMergeable) supplements ??= Supplements(window, since);
        foreach (var result in fired) _emitter.Emit(result, window, Supplement.For(result, supplements ?? []), _now, _sequence);
    }

    private List<Measurement> Supplements(WindowBounds window, IAccumulator since)
    {
        Memory?.Enter(window, _now);
        var failure = _call.Run(
            (_function, window, since), static (c, results) => results.AddRange(c._function(c.window, c.since)), keepsMemory: false);
        if (failure is not null) _emitter.Reject(Supplement.Lacking(failure), window, _now, _sequence);
        return [.. _call.Results.Where(Supplement.IsMergeable)];
    }

    public void Save(BinaryWriter writer) => _windows.Save(writer);

    public void Load(BinaryReader reader) => _windows.Load(reader);

    public void Dispose()
    {
        _call.Dispose();
        _unload?.Dispose();
    }
}
