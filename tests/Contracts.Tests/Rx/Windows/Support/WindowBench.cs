using EventEdge.Contracts.Events;
using EventEdge.Contracts.Functions;
using EventEdge.Contracts.Rx.EventTime;
using EventEdge.Contracts.Rx.Windows;
using EventEdge.Contracts.Rx.Windows.Kinds;

namespace EventEdge.Contracts.Tests.Rx.Windows.Support;

/// <summary>
/// A window operator in virtual time, keyed by <c>device</c> unless told otherwise. Times are seconds from <see cref="Origin"/>;
/// recorded time stands still until <see cref="Now"/> is set, and is years later than the timestamps unless the bench is live.
/// </summary>
internal sealed class WindowBench : IWindowOutput
{
    public static readonly DateTimeOffset Origin = new(2024, 1, 1, 0, 0, 0, TimeSpan.Zero);

    private readonly DateTimeOffset _recordedOrigin;
    private readonly WindowShape _window;
    private readonly EventTimeRules _time;
    private readonly EventLayout _layout = new();
    private readonly EdgeEvent _event;

    public WindowBench(WindowShape window, EventTimeRules? time = null, bool live = false)
    {
        _recordedOrigin = live ? Origin : Origin.AddDays(1000);
        _window = window with { GroupBy = window.GroupBy is [] ? ["device"] : window.GroupBy };
        _time = time ?? Time();
        foreach (var name in (string[])["device", "value", "unit", "all"]) _layout.SlotOf(name);
        _event = new(_layout);
        Operator = Create();
    }

    /// <summary>The operator's next deadline, in seconds of recorded time.</summary>
    public double? Deadline => (Operator.NextDeadline - _recordedOrigin)?.TotalSeconds;

    public IWindowOperator Operator { get; private set; }

    public List<Fired> Fired { get; } = [];

    /// <summary>Recorded time.</summary>
    public double Now { get; set; }

    /// <summary>Firings as text, since the last look.</summary>
    public string[] Look()
    {
        string[] seen = [.. Fired.Select(fired => fired.ToString())];
        Fired.Clear();
        return seen;
    }

    /// <summary>The last firing of each window.</summary>
    public Dictionary<(string, double, double), Fired> Final() =>
        Fired.GroupBy(fired => fired.Window).ToDictionary(group => group.Key, group => group.Last());

    public static EventTimeRules Time(double outOfOrder = 0, double lateness = 0, double idle = 30, double future = 3600) => new()
    {
        Clock = "unit",
        OutOfOrder = Seconds(outOfOrder),
        AllowedLateness = Seconds(lateness),
        IdleTimeout = Seconds(idle),
        FutureLimit = Seconds(future),
    };

    public static TimeSpan Seconds(double seconds) => TimeSpan.FromTicks((long)Math.Round(seconds * TimeSpan.TicksPerSecond));

    /// <summary>Sends an event stamped so; <paramref name="clock"/> is the clock it was stamped by, by default the device's own.</summary>
    public WindowOutcome At(double timestamp, long value = 1, string device = "a", string? clock = null)
    {
        _event.Clear();
        _event.Topic = "plant/" + device;
        _event.Time = Origin + Seconds(timestamp);
        _event.ReceivedAt = _recordedOrigin + Seconds(Now);
        _event.Set(_layout.SlotOf("device"), device);
        _event.Set(_layout.SlotOf("value"), value);
        _event.Set(_layout.SlotOf("unit"), clock ?? device);
        return Operator.Process(_event);
    }

    public void Each(params double[] timestamps)
    {
        foreach (var timestamp in timestamps) At(timestamp, value: 1);
    }

    /// <summary>Lets recorded time pass without an event.</summary>
    public void Advance(double now)
    {
        Now = now;
        Operator.Advance(_recordedOrigin + Seconds(now));
    }

    /// <summary>Saves the state and goes on in a new operator that has loaded it.</summary>
    public void Restart()
    {
        var state = Save();
        Operator = Create();
        Operator.Load(new(new MemoryStream(state)));
    }

    public byte[] Save()
    {
        var stream = new MemoryStream();
        Operator.Save(new(stream));
        return stream.ToArray();
    }

    void IWindowOutput.OnFired(WindowBounds window, IAccumulator state, IAccumulator? since)
    {
        var stats = (IntegerStats)state;
        var key = string.Join('/', window.Key.Select(value => value.ToString()));
        Fired.Add(new(
            key, InSeconds(window.Start), InSeconds(window.End), window.Revision, window.Partial,
            stats.Count, stats.Sum, stats.Min, stats.Max)
        { Provisional = window.Provisional });
    }

    private static double InSeconds(DateTimeOffset time) => (time - Origin).Ticks / (double)TimeSpan.TicksPerSecond;

    private IWindowOperator Create() =>
        WindowOperators.Create(_window, _time, _layout, () => new IntegerStats(_layout.SlotOf("value")), this);
}
