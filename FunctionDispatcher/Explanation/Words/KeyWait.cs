using EventEdge.Contracts.Rx.Insight;
using EventEdge.FunctionDispatcher.Configuration;
using EventEdge.FunctionDispatcher.Configuration.Shapes;

namespace EventEdge.FunctionDispatcher.Explanation.Words;

/// <summary>What the oldest open window of a key waits for.</summary>
public enum WaitKind
{
    /// <summary>For nothing: none is open.</summary>
    Nothing,

    /// <summary>For more events, of which a window holds a number.</summary>
    Events,

    /// <summary>For the event that ends it, or its longest length.</summary>
    Condition,

    /// <summary>For a clock that is behind others of its key.</summary>
    LaggingClock,

    /// <summary>For the present: its events carry times that are ahead of the node's clock.</summary>
    FutureTimes,

    /// <summary>For an event of a later time, or for silence.</summary>
    LaterEvent,

    /// <summary>For silence alone: no clock counts any more.</summary>
    Silence,
}

/// <summary>What a key's oldest open window waits for, in words.</summary>
/// <param name="Kind">What it is.</param>
/// <param name="Sentence">The window, what it waits for and until when; empty where it waits for nothing.</param>
public sealed record KeyWait(WaitKind Kind, string Sentence)
{
    /// <summary>Nothing is open.</summary>
    public static KeyWait Nothing { get; } = new(WaitKind.Nothing, string.Empty);

    internal static KeyWait Of(KeyStatus key, BindingConfig binding)
    {
        var name = KeyName.Of(binding, key.Key);
        if (key.Open is not [var open, ..])
            return key.Waiting == 0 ? Nothing : new(
                WaitKind.LaterEvent, $"{InWords.Count(key.Waiting, "event")}{name} wait for a later one, so that they are in "
                    + $"order{Until(key)}");
        var window = $"the window {InWords.Instant(open.Start)} to {InWords.Instant(open.End)}{name}";
        if (open.Events is { } events) return OfCount(binding, events, key.Waiting, name);
        if (binding.Window is { While: not null } or { From: not null }) return OfCondition(binding, open, name);
        var needed = open.End + binding.EventTime.OutOfOrder;
        var counting = key.Clocks.Where(clock => clock.Counts).ToList();
        if (counting.Count == 0) return new(WaitKind.Silence, $"{window} is open: its clocks are silent{Until(key)}");
        if (counting[0].Newest >= needed) return new(
            WaitKind.FutureTimes, $"{window} is open until the node's clock has passed {InWords.Instant(needed)}: its events carry times "
                + "in the future");
        var ahead = counting.Count(clock => clock.Newest >= needed);
        return ahead == 0 ? OfLater(window, needed, counting[0], key) : OfLagging(window, needed, counting[0], ahead);
    }

    private static KeyWait OfLater(string window, DateTimeOffset needed, ClockStatus clock, KeyStatus key) => new(
        WaitKind.LaterEvent,
        $"{window} is open until an event has the time {InWords.Instant(needed)} or later; the newest so far has "
            + $"{InWords.Instant(clock.Newest)}{Until(key)}");

    private static KeyWait OfLagging(string window, DateTimeOffset needed, ClockStatus slowest, int ahead) => new(
        WaitKind.LaggingClock,
        $"{window} is open because the clock {FieldHint.Shown(slowest.Id)} lags: its newest time is {InWords.Instant(slowest.Newest)}, "
            + $"{InWords.Instant(needed)} is needed, and {InWords.Count(ahead, "other clock")} of the key {(ahead == 1 ? "is" : "are")} "
            + $"beyond that; it is waited for until {InWords.Second(slowest.SilentAt)} unless it advances");

    private static KeyWait OfCount(BindingConfig binding, int events, int waiting, string name)
    {
        var more = waiting > 0 ? $", and {InWords.Count(waiting, "event")} more wait for a later one" : string.Empty;
        return new(
            WaitKind.Events, $"the window{name} holds {events} of {binding.Window!.Count!.Size} events{more}: it has no result before it "
                + "is full");
    }

    private static KeyWait OfCondition(BindingConfig binding, OpenWindow open, string name)
    {
        var until = binding.Window!.Until is { } end ? $"until {end}" : $"while {binding.Window.While}";
        return new(
            WaitKind.Condition,
            $"the window{name} that began at {InWords.Instant(open.Start)} is open ({until}), at the latest until "
                + $"{InWords.Instant(open.End)} (max {Quantity.Format(binding.Window.Max!.Value)})");
    }

    private static string Until(KeyStatus key) =>
        key.SilentAt is { } at ? $"; if none comes, it fires at {InWords.Second(at)} (idle_timeout)" : string.Empty;
}
