using EventEdge.FunctionDispatcher.Configuration;
using EventEdge.FunctionDispatcher.Configuration.Shapes;

namespace EventEdge.FunctionDispatcher.Triggers.Timers;

/// <summary>Ticks of a schedule.</summary>
public abstract record TimerTriggerConfig : TriggerConfig
{
    /// <summary>
    /// What happens to ticks whose time passed while the node could not run them. Default <c>latest</c>. With <c>every</c> and
    /// <c>cron</c>.
    /// </summary>
    [NotInVersion]
    public MissedPolicy? Missed { get; init; }

    /// <inheritdoc />
    public override string? TimeField => TickDocument.TimeField;

    /// <inheritdoc />
    public override string FilterOf(string binding) => $"{OwnTopics.Timer}/{binding}";

    /// <summary>The instants; null when what was declared gives none.</summary>
    internal abstract ISchedule? Schedule();
}

/// <summary>What happens to ticks that were missed: more than 10 s late, or overtaken by the next.</summary>
public enum MissedPolicy
{
    /// <summary>They are left out, and counted.</summary>
    Skip,

    /// <summary>The newest of them runs; the others are counted.</summary>
    Latest,

    /// <summary>They run in order, the newest 1,000 of them at most; older ones are counted.</summary>
    All,
}
