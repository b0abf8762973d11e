using EventEdge.FunctionDispatcher.Expressions;
using EventEdge.FunctionDispatcher.Triggers;

namespace EventEdge.FunctionDispatcher.Configuration;

/// <summary>What the keys of a trigger say together, and what triggers of one file say to each other.</summary>
internal sealed class TriggerChecker(ProblemList problems, SourceMap map)
{
    private const string Utc = "UTC";

    /// <summary>Which kinds of trigger a key belongs to.</summary>
    private static readonly (string Property, string[] Kinds)[] Owned =
    [
        (nameof(TriggerConfig.Qos), [nameof(TriggerConfig.Mqtt)]),
        (nameof(TriggerConfig.Headers), [nameof(TriggerConfig.Http)]),
        (nameof(TriggerConfig.Respond), [nameof(TriggerConfig.Http)]),
        (nameof(TriggerConfig.Timeout), [nameof(TriggerConfig.Http)]),
        (nameof(TriggerConfig.Offset), [nameof(TriggerConfig.Every)]),
        (nameof(TriggerConfig.TimeZone), [nameof(TriggerConfig.Cron)]),
        (nameof(TriggerConfig.Missed), [nameof(TriggerConfig.Every), nameof(TriggerConfig.Cron)]),
    ];

    private static readonly string[] Secrets = ["authorization", "cookie", "proxy-authorization"];

    public void Check(BindingsConfig config)
    {
        var routes = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach (var binding in config.Bindings.Where(b => b.Trigger is not null))
        {
            CheckKeys(binding.Trigger);
            CheckTimer(binding.Trigger);
            CheckRequest(binding, routes);
            CheckOn(binding, config);
            CheckDecoder(binding);
        }
    }

    private void CheckKeys(TriggerConfig trigger)
    {
        foreach (var (property, kinds) in Owned)
        {
            if (map.FindEntry(trigger, property) is not { } entry || kinds.Any(k => map.FindEntry(trigger, k) is not null)) continue;
            // A trigger whose own key was not read rightly has been told already.
            if (kinds.Any(k => map.Find(trigger)!.Find(RecordShape.KeyOf(k)) is not null)) continue;
            problems.Add(entry.Key.Start, $"'{RecordShape.KeyOf(property)}' belongs to {string.Join(" and ", kinds.Select(k => $"'{RecordShape.KeyOf(k)}'"))}");
        }
    }

    private void CheckTimer(TriggerConfig trigger)
    {
        if (trigger is { Every: { } every, Offset: { } offset } && offset >= every && map.FindEntry(trigger, nameof(trigger.Offset)) is { } entry)
            problems.Add(entry.Value.Start, $"offset {Quantity.Format(offset)} must be less than every {Quantity.Format(every)}");
        if (map.Find(trigger, nameof(trigger.TimeZone)) is YamlScalar zone && !TimeZoneInfo.TryFindSystemTimeZoneById(zone.Value, out _))
        {
            var names = TimeZoneInfo.GetSystemTimeZones().Select(z => z.Id);
            problems.Add(zone.Start, $"there is no time zone '{zone.Value}' on this machine", Spelling.Nearest(zone.Value, names));
        }

        if (map.Find(trigger, nameof(trigger.Cron)) is not YamlScalar cron) return;
        if (!CronSchedule.TryParse(cron.Value, Utc, out var schedule, out var error)) problems.Add(cron.Start, $"cron '{cron.Value}': {error}");
        else if (schedule.After(DateTimeOffset.UnixEpoch) is null) problems.Add(cron.Start, $"cron '{cron.Value}' matches no time at all");
    }

    private void CheckRequest(BindingConfig binding, Dictionary<string, string> routes)
    {
        var trigger = binding.Trigger;
        if (map.Find(trigger, nameof(trigger.Http)) is not YamlScalar http) return;
        if (!HttpRoute.TryParse(http.Value, out var route, out var error)) problems.Add(http.Start, $"http '{http.Value}': {error}");
        else if (!routes.TryAdd(route.Shape, binding.Name)) problems.Add(http.Start, $"'{http.Value}' is answered by the binding '{routes[route.Shape]}' already");
        foreach (var header in trigger.Headers ?? []) CheckHeader(trigger, header);
        if (binding.Window is not null && trigger.Respond is { } respond && respond != RespondKind.Accepted && map.FindEntry(trigger, nameof(trigger.Respond)) is { } entry)
            problems.Add(entry.Value.Start, $"respond {RecordShape.KeyOf(respond.ToString())} is not possible with a window, whose results come later", "accepted");
    }

    private void CheckHeader(TriggerConfig trigger, string header)
    {
        if (map.Find(trigger, nameof(trigger.Headers)) is not YamlSequence list) return;
        var place = list.Items.OfType<YamlScalar>().First(i => i.Value == header).Start;
        if (header.Length == 0 || !header.All(c => char.IsAsciiLetterLower(c) || char.IsAsciiDigit(c) || c == '-'))
            problems.Add(place, $"'{header}' is no header name in small letters", header.ToLowerInvariant() is var small && small != header ? small : null);
        else if (Secrets.Contains(header)) problems.Add(place, $"'{header}' holds a secret, and events are kept on disk");
    }

    private void CheckOn(BindingConfig binding, BindingsConfig config)
    {
        if (map.Find(binding.Trigger.On, nameof(OnConfig.Binding)) is not YamlScalar other) return;
        var names = config.Bindings.Select(b => b.Name).ToList();
        if (!names.Contains(other.Value))
            problems.Add(other.Start, $"there is no binding '{other.Value}' in this file", Spelling.Nearest(other.Value, names.Where(n => n is not null && n != binding.Name)));
    }

    private void CheckDecoder(BindingConfig binding)
    {
        if (binding.Decode == DecoderKind.Json || binding.Trigger.Mqtt is not null || map.FindEntry(binding, nameof(binding.Decode)) is not { } entry) return;
        problems.Add(entry.Value.Start, "'decode' text is for 'mqtt': every other trigger gives JSON", "json");
    }
}
