using EventEdge.FunctionDispatcher.Triggers.Timers;

namespace EventEdge.FunctionDispatcher.Triggers.Cron;

/// <summary>Ticks at times of a wall clock.</summary>
public sealed record CronTriggerConfig : TimerTriggerConfig
{
    internal const string Utc = "UTC";

    /// <summary>
    /// A tick at each time that matches: minute, hour, day of month, month, day of week, such as <c>*/5 * * * *</c>; with six fields the
    /// first is the second.
    /// </summary>
    public required string Cron { get; init; }

    /// <summary>The time zone of <c>cron</c> by its IANA name, such as <c>Europe/Berlin</c>. Default <c>UTC</c>.</summary>
    public string? TimeZone { get; init; }

    /// <inheritdoc />
    public override string Name => "cron";

    /// <inheritdoc />
    public override string Words => $"{Name} {Cron} {TimeZone ?? Utc}";

    internal override ISchedule? Schedule() => CronSchedule.TryParse(Cron, TimeZone ?? Utc, out var schedule, out _) ? schedule : null;
}
