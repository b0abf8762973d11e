using EventEdge.FunctionDispatcher.Configuration;

namespace EventEdge.FunctionDispatcher.Triggers;

/// <summary>
/// Under which topic a trigger's events travel. A tick, a request and a result of another binding become messages like any other, on topics
/// that no sensor may publish to: so journal, replay, ledger and dead letters treat them alike.
/// </summary>
public static class TriggerRoute
{
    private const string Timer = "$timer";
    private const string Http = "$http";
    private const string On = "$on";
    private static readonly string[] Kinds = [Timer, Http, On];

    /// <summary>The topic filter that a binding's events match: of MQTT the declared one, else the one topic of the binding.</summary>
    public static string FilterOf(BindingConfig binding)
    {
        var trigger = binding.Trigger;
        if (trigger.Mqtt is { } filter) return filter;
        var kind = trigger.Http is not null ? Http : trigger.On is not null ? On : Timer;
        return $"{kind}/{binding.Name}";
    }

    /// <summary>Names of the trigger's captures, from the left.</summary>
    public static IReadOnlyList<string> CapturesOf(TriggerConfig trigger)
    {
        if (trigger.Mqtt is { } filter) return TopicFilter.TryParse(filter, out var parsed, out _) ? parsed.Captures : [];
        return trigger.Http is { } route && HttpRoute.TryParse(route, out var request, out _) ? request.Captures : [];
    }

    /// <summary>Whether a topic or a filter lies where the node's own triggers have their topics.</summary>
    public static bool IsReserved(string filter) => Kinds.Contains(filter.Split('/')[0]);

    /// <summary>A binding as it runs: ticks and results bring their own time.</summary>
    public static BindingConfig Complete(BindingConfig binding)
    {
        var hasTime = binding.Trigger.Mqtt is null && binding.Trigger.Http is null;
        return hasTime && binding.EventTime.Field is null ? binding with { EventTime = binding.EventTime with { Field = TickDocument.TimeField } } : binding;
    }

    /// <summary>The trigger in words, as the file says it: <c>every 60s</c>, <c>cron 0 6 * * * Europe/Berlin</c>.</summary>
    public static string Describe(TriggerConfig trigger)
    {
        if (trigger.Mqtt is { } mqtt) return $"mqtt {mqtt}";
        if (trigger.Http is { } http) return $"http {http}";
        if (trigger.On is { } on) return $"on {on.Binding}";
        if (trigger.Cron is { } cron) return $"cron {cron} {trigger.TimeZone ?? "UTC"}";
        var offset = trigger.Offset is { Ticks: > 0 } after ? $" offset {Quantity.Format(after)}" : string.Empty;
        return $"every {Quantity.Format(trigger.Every!.Value)}{offset}";
    }
}
