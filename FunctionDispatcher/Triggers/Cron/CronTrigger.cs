using EventEdge.Contracts.Rx.EventTime;
using EventEdge.FunctionDispatcher.Components;
using EventEdge.FunctionDispatcher.Expressions;

namespace EventEdge.FunctionDispatcher.Triggers.Cron;

/// <summary>A binding runs at times of a wall clock.</summary>
public sealed class CronTrigger : ITrigger
{
    /// <inheritdoc />
    public string Name => "cron";

    /// <inheritdoc />
    public Type ConfigType => typeof(CronTriggerConfig);

    /// <inheritdoc />
    public void Check(ConfigCheck check)
    {
        var config = (CronTriggerConfig)check.Binding.Trigger;
        if (config.TimeZone is { } zone && !LocalClock.TryFindZone(zone, out _, out var problem))
        {
            var names = TimeZoneInfo.GetSystemTimeZones().Select(z => z.Id);
            check.Report(config, nameof(config.TimeZone), problem, Spelling.Nearest(zone, names));
        }

        if (!CronSchedule.TryParse(config.Cron, CronTriggerConfig.Utc, out var schedule, out var error))
            check.Report(config, nameof(config.Cron), $"cron '{config.Cron}': {error}");
        else if (schedule.After(DateTimeOffset.UnixEpoch) is null)
            check.Report(config, nameof(config.Cron), $"cron '{config.Cron}' matches no time at all");
    }
}
