using EventEdge.FunctionDispatcher.Configuration.Joining;
using EventEdge.FunctionDispatcher.Configuration.Shapes;
using EventEdge.FunctionDispatcher.Configuration.Yaml;
using EventEdge.FunctionDispatcher.Triggers.On;

namespace EventEdge.FunctionDispatcher.Configuration.Checks;

/// <summary>Warns of settings that can be run, but make windows late, or do nothing: each names both settings and both values.</summary>
internal sealed class TimingChecker(ProblemList problems, SourceMap map)
{
    // So many times its own length a result may wait before somebody should be told.
    private const int LongWait = 10;

    public void Check(BindingsConfig config)
    {
        foreach (var binding in config.Bindings.Where(b => b.Trigger is not null))
        {
            if (binding.Window is { } window) CheckWindow(binding, window);
            else if (binding.Join is { } join) CheckJoin(config, join);
            else Warn(binding.EventTime, nameof(EventTimeConfig.AllowedLateness), "'allowed_lateness' does nothing without a window");
            if (binding.Trigger is OnTriggerConfig on && config.Bindings.FirstOrDefault(b => b.Name == on.On.Binding) is { } upstream)
                CheckChain(binding, on.On, upstream);
        }
    }

    private void CheckWindow(BindingConfig binding, WindowConfig window)
    {
        var time = binding.EventTime;
        var ordered = window.Count is not null ? "count" : window.While is not null ? "while" : window.From is not null ? "from" : null;
        if (ordered is not null)
            Warn(time, nameof(time.AllowedLateness), $"'allowed_lateness' does nothing with '{ordered}': what was taken is not corrected");
        if (LengthOf(window) is not var (name, length)) return;
        var shown = $"{name} {Quantity.Format(length)}";
        if (window.Early >= length)
        {
            var early = Quantity.Format(window.Early.Value);
            Warn(window, nameof(window.Early), $"'early' {early} is not shorter than {shown}: it hardly shows anything");
        }

        if (time.OutOfOrder >= LongWait * length)
        {
            Warn(time, nameof(time.OutOfOrder), $"each result of {shown} waits for 'out_of_order' {Quantity.Format(time.OutOfOrder)}: "
                + "'allowed_lateness' corrects it instead, and nothing waits");
        }

        if (time.IdleTimeout >= LongWait * length && HasSeveralClocks(binding, window))
        {
            Warn(time, nameof(time.IdleTimeout), $"one silent sensor holds the results of {shown} back for 'idle_timeout' "
                + $"{Quantity.Format(time.IdleTimeout)}, of all that share its key");
        }
    }

    private void CheckJoin(BindingsConfig config, JoinConfig join)
    {
        // What leaves a window is in order; what leaves a binding without is as its events are.
        var other = config.Bindings.FirstOrDefault(b => b.Name == join.With);
        if (other is not { Window: null, EventTime: { OutOfOrder.Ticks: > 0 } time } || join.OutOfOrder is not null
            || map.FindEntry(join, nameof(join.With)) is not { } entry) return;
        problems.Warn(
            entry.Value.Start, $"results of '{join.With}' come up to {Quantity.Format(time.OutOfOrder)} out of order: "
            + "say so in join.out_of_order, or those that come late are corrections");
    }

    private void CheckChain(BindingConfig binding, OnConfig on, BindingConfig upstream)
    {
        if (on.Early == true && upstream.Window?.Early is null)
            Warn(on, nameof(on.Early), $"'early' does nothing: '{upstream.Name}' has no window with 'early'");
        if (binding.Window is null || binding.EventTime is not { Clock: null, OutOfOrder.Ticks: 0 }) return;
        if (upstream.Window is not { GroupBy: { Count: > 0 } keys }) return;
        if (map.FindEntry(binding, nameof(binding.Window)) is not { } entry) return;
        problems.Warn(
            entry.Key.Start, $"results of '{upstream.Name}' come key by key, and those of one may be older than those of another: without "
            + $"event_time.clock, such as {keys[0]}, they are late");
    }

    private static (string Name, TimeSpan Length)? LengthOf(WindowConfig window) => window switch
    {
        { Tumbling: { } size } => ("tumbling", size),
        { Hopping: { } hopping } => ("hop", hopping.Hop),
        { Max: { } max } => ("max", max),
        { Session: { } session } => ("gap", session.Gap),
        _ => null,
    };

    // A key has one clock where it names it, or names every part of the topic that can differ.
    private static bool HasSeveralClocks(BindingConfig binding, WindowConfig window)
    {
        if (binding.EventTime.Clock is { } clock) return !window.GroupBy.Contains(clock);
        if (binding.Trigger.Subscription is not { } subscription) return false;
        var levels = subscription.Filter.Split('/');
        return levels.Any(level => level is "+" or "#") || binding.Trigger.Captures.Except(window.GroupBy).Any();
    }

    private void Warn(object record, string property, string message)
    {
        if (map.FindEntry(record, property) is { } entry) problems.Warn(entry.Key.Start, message);
    }
}
