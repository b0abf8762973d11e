using EventEdge.Contracts.Events;
using EventEdge.Contracts.Functions;
using EventEdge.Contracts.Rx.Windows;
using EventEdge.Contracts.Rx.Windows.Buffers;
using EventEdge.FunctionDispatcher.Calls;
using EventEdge.FunctionDispatcher.Observation;

namespace EventEdge.FunctionDispatcher.Invocation;

/// <summary>Feeds the windows of a binding and calls a function outside the process for each window that fires, with its events.</summary>
internal sealed class OutOfProcessWindowInvocation : IInvocation, IWindowOutput
{
    private readonly WindowOperator _windows;
    private readonly OutOfProcessCalls _calls;
    private DateTimeOffset _now;
    private long _sequence;

    public OutOfProcessWindowInvocation(Func<IWindowOutput, WindowOperator> windows, OutOfProcessCalls calls)
    {
        _calls = calls;
        _windows = windows(this);
    }

    public OutOfProcessCalls Outside => _calls;

    public DateTimeOffset? NextDeadline => _windows.NextDeadline;

    public IReadOnlyList<WindowOperator> Operators => [_windows];

    public int OpenWindows => _windows.OpenWindows;

    public StageResult Process(EdgeEvent input)
    {
        _now = input.ReceivedAt;
        _sequence = input.Sequence;
        return WindowResult.Of(_windows.Process(input), input, _windows);
    }

    public void Advance(DateTimeOffset now, long sequence)
    {
        _now = now;
        _sequence = sequence;
        _windows.Advance(now);
    }

    public void ClosePartial(long sequence)
    {
        _sequence = sequence;
        _windows.ClosePartial();
    }

    public void OnFired(WindowBounds window, IAccumulator state, IAccumulator? since) =>
        _calls.Begin(window, ((EventListAccumulator)state).Events, _now, _sequence);

    public void Save(BinaryWriter writer)
    {
        _windows.Save(writer);
        _calls.Save(writer);
    }

    public void Load(BinaryReader reader)
    {
        _windows.Load(reader);
        _calls.Load(reader);
    }

    public void Dispose() => _calls.Dispose();
}
