using EventEdge.Contracts.Events;
using EventEdge.Contracts.Functions;
using EventEdge.Contracts.Measurements;
using EventEdge.Contracts.Rx.Windows;
using EventEdge.FunctionDispatcher.Emission;

namespace EventEdge.FunctionDispatcher.Invocation;

/// <summary>
/// One worker's share of the keys of a binding with windows. What fires is kept until the dispatch loop takes it, in the order in which one
/// operator for all keys would have told it. One caller at a time.
/// </summary>
internal sealed class WindowShare : IWindowOutput
{
    private readonly FunctionCall _call;
    private readonly List<FiredWindow> _fired = [];
    private int _taken;
    private long _number;

    public WindowShare(Func<IWindowOutput, WindowOperator> windows, FunctionCall call)
    {
        _call = call;
        Windows = windows(this);
    }

    /// <summary>Its windows.</summary>
    public WindowOperator Windows { get; }

    /// <summary>Takes an event of one of its keys in.</summary>
    public WindowOutcome Process(EdgeEvent input, long number)
    {
        _number = number;
        return Windows.Process(input, number);
    }

    /// <summary>An event of another share's key, or none, moves recorded time; the number is that of the event, or of the step.</summary>
    public void Pass(DateTimeOffset now, long number)
    {
        _number = number;
        Windows.Advance(now);
    }

    /// <summary>Closes everything as partial results.</summary>
    public void ClosePartial(long number)
    {
        _number = number;
        Windows.ClosePartial();
    }

    /// <summary>The place of what fired next, if it fired with this number; null when nothing more did.</summary>
    public FiringOrder? Next(long number) => _taken < _fired.Count && _fired[_taken].Number == number ? _fired[_taken].Order : null;

    /// <summary>Takes what fired next.</summary>
    public FiredWindow Take()
    {
        var fired = _fired[_taken++];
        if (_taken < _fired.Count) return fired;
        _fired.Clear();
        _taken = 0;
        return fired;
    }

    void IWindowOutput.OnFired(WindowBounds window, IAccumulator state, IAccumulator? since)
    {
        var failure = Run(window, state);
        List<Measurement> results = [.. _call.Results];
        List<Measurement> supplements = [];
        if (since is not null && results.Exists(Supplement.IsMergeable))
        {
            if (Run(window, since) is { } lacking) failure = Supplement.Lacking(lacking);
            supplements.AddRange(_call.Results.Where(Supplement.IsMergeable));
        }

        _fired.Add(new(_number, Windows.Firing, window, results, supplements, failure));
    }

    private string? Run(WindowBounds window, IAccumulator state) =>
        _call.Run((window, state), static (c, results) => results.AddRange(c.state.Result(c.window)));

    /// <summary>The function is not called any more.</summary>
    public void Dispose() => _call.Dispose();
}

/// <summary>A window that fired.</summary>
/// <param name="Number">The number of the event or step that made it fire.</param>
/// <param name="Order">Its place among all that did.</param>
/// <param name="Window">The window.</param>
/// <param name="Results">What the function made of it.</param>
/// <param name="Supplements">What it makes of the events since the window fired before, as far as it can be merged.</param>
/// <param name="Failure">Why it made nothing, or no supplements; null when it did not fail.</param>
internal readonly record struct FiredWindow(
    long Number, FiringOrder Order, WindowBounds Window, IReadOnlyList<Measurement> Results, IReadOnlyList<Measurement> Supplements,
    string? Failure);
