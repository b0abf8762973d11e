using EventEdge.Contracts.Rx.EventTime;
using EventEdge.Contracts.Rx.Windows;

namespace EventEdge.FunctionDispatcher.Pipeline;

/// <summary>
/// Where a binding's windows begin, and what it leaves to whoever writes the same series after it: a window that begins in the middle must not
/// replace the whole one of the same start.
/// </summary>
internal sealed partial class BindingRuntime
{
    private LeftWindows? _left;

    /// <summary>What it leaves; as of <see cref="ClosePartial"/>, if it was closed.</summary>
    public LeftWindows Left => _left ?? Leave();

    /// <summary>The names under which others may have written its series: its measurement, and its own where the function names it.</summary>
    public IEnumerable<string> Series => Config.Emit.Measurement is { } measurement ? [measurement, $"binding {Config.Name}"] : [$"binding {Config.Name}"];

    /// <summary>Whether another goes on with a series of it.</summary>
    public bool Precedes(BindingRuntime later) => Series.Any(later.Series.Contains);

    /// <summary>Begins without state.</summary>
    public void BeginWindows(WindowOrigin origin)
    {
        foreach (var windows in _invocation.Operators) windows.Origin = origin;
    }

    /// <summary>Begins where others with the same key have taken events of windows that are still to come.</summary>
    public void Succeed(BindingRuntime earlier)
    {
        if (_invocation.Operators.Count == 0) return;
        var ahead = earlier.Left.Ahead;
        if (!earlier.HasKeyOf(this))
        {
            var origin = _invocation.Operators[0].Origin;
            if (ahead.Count > 0) BeginWindows(origin with { From = Math.Max(origin.From, earlier.Left.Newest + 1) });
            return;
        }

        for (var index = 0; index < ahead.Count; index++)
        {
            var (key, newest) = ahead[index];
            _invocation.Operators[_invocation.ShareOf(key)].Succeed(key, newest, index - ahead.Count);
        }
    }

    private bool HasKeyOf(BindingRuntime other) =>
        Config.Window is { } mine && other.Config.Window is { } its && mine.GroupBy.SequenceEqual(its.GroupBy);

    private LeftWindows Leave()
    {
        var now = _recorded.Now > 0 ? _recorded.ToReceived(_recorded.Now) : Ticks.Never;
        var operators = _invocation.Operators;
        if (operators.Count == 0) return new(Counters.Received > 0 ? now : Ticks.Never, []);
        var ahead = new List<(Contracts.Events.FieldValue[], long)>();
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
