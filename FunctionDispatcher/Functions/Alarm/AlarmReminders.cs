using EventEdge.FunctionDispatcher.Expressions;

namespace EventEdge.FunctionDispatcher.Functions.Alarm;

/// <summary>How an alarm that lasts is told again, until somebody acknowledges it.</summary>
internal sealed record AlarmReminders
{
    /// <summary>Which events acknowledge the alarm. Default: none does.</summary>
    public WhereExpression? Acknowledge { get; init; }

    /// <summary>An alarm is told again each time so much has passed. Default: never.</summary>
    public TimeSpan? Repeat { get; init; }

    /// <summary>How often it is told again at most; 1 to 1,000. Default 10.</summary>
    public int RepeatLimit { get; init; }

    /// <summary>An alarm that nobody acknowledged for so long is escalated. Default: never.</summary>
    public TimeSpan? Escalate { get; init; }

    /// <summary>Reads the settings; what is wrong is reported there.</summary>
    public static AlarmReminders Read(FunctionSettings settings)
    {
        var reminders = new AlarmReminders
        {
            Acknowledge = settings.Condition("acknowledge"),
            Repeat = settings.Duration("repeat"),
            RepeatLimit = settings.Whole("repeat_limit", 1, 1000, otherwise: 10),
            Escalate = settings.Duration("escalate"),
        };
        if (settings.Has("repeat_limit") && reminders.Repeat is null) settings.Report("'repeat_limit' needs 'repeat'");
        return reminders;
    }
}
