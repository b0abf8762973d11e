using EventEdge.Contracts.Events;
using EventEdge.Contracts.Rx.EventTime;
using EventEdge.Contracts.Rx.Windows;
using EventEdge.FunctionDispatcher.Configuration;
using EventEdge.FunctionDispatcher.Invocation;
using EventEdge.FunctionDispatcher.Observation;

namespace EventEdge.FunctionDispatcher.Pipeline;

/// <summary>
/// Where a binding's windows begin, and what it leaves to whoever writes the same series after it: a window that begins in the middle must
/// not replace the whole one of the same start.
/// </summary>
internal sealed class SeriesHandover(BindingConfig config, IInvocation invocation, BindingPipeline pipeline, BindingCounters counters)
{
    private LeftWindows? _left;

    /// <summary>What it leaves; as of <see cref="Close"/>, if it was closed.</summary>
    public LeftWindows Left => _left ?? Leave();

    /// <summary>
    /// The names under which others may have written its series: its measurement, and its own where that is the function's.
    /// </summary>
    public IEnumerable<string> Series =>
        config.Emit.Measurement is { } measurement ? [measurement, $"binding {config.Name}"] : [$"binding {config.Name}"];

    /// <summary>Whether another goes on with a series of it.</summary>
    public bool Precedes(SeriesHandover later) => Series.Any(later.Series.Contains);

    /// <summary>Its windows are about to be closed: what it leaves is known from now on.</summary>
    public void Close() => _left ??= Leave();

    /// <summary>Begins without state.</summary>
    public void Begin(WindowOrigin origin)
    {
        foreach (var windows in invocation.Operators) windows.Origin = origin;
    }

    /// <summary>Begins where others with the same key have taken events of windows that are still to come.</summary>
    public void Succeed(SeriesHandover earlier)
    {
        if (invocation.Operators.Count == 0) return;
        var ahead = earlier.Left.Ahead;
        if (!earlier.HasKeyOf(this))
        {
            var origin = invocation.Operators[0].Origin;
            if (ahead.Count > 0) Begin(origin with { From = Math.Max(origin.From, earlier.Left.Newest + 1) });
            return;
        }

        for (var index = 0; index < ahead.Count; index++)
        {
            var (key, newest) = ahead[index];
            invocation.Operators[invocation.ShareOf(key)].Succeed(key, newest, index - ahead.Count);
        }
    }

    private bool HasKeyOf(SeriesHandover other) =>
        config.Window is { } mine && other.Window is { } its && mine.GroupBy.SequenceEqual(its.GroupBy);

    private WindowConfig? Window => config.Window;

    private LeftWindows Leave()
    {
        ref readonly var recorded = ref pipeline.Recorded;
        var now = recorded.Now > 0 ? recorded.ToReceived(recorded.Now) : Ticks.Never;
        var operators = invocation.Operators;
        if (operators.Count == 0) return new(counters.Received > 0 ? now : Ticks.Never, []);
        var ahead = new List<(FieldValue[], long)>();
        var through = operators[0].Origin.From is > Ticks.Never and var from ? from - 1 : Ticks.Never;
        foreach (var group in operators.SelectMany(windows => windows.Groups).OrderBy(group => group.Ordinal))
        {
            var newest = Math.Max(group.Newest, group.Windows.Origin.From > Ticks.Never ? group.Windows.Origin.From - 1 : Ticks.Never);
            if (newest > now) ahead.Add((group.Windows.Key, newest));
            else through = Math.Max(through, newest);
        }

        return new(through, ahead);
    }
}
