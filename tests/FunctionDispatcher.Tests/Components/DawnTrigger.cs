using EventEdge.FunctionDispatcher.Components;
using EventEdge.FunctionDispatcher.Configuration;
using EventEdge.FunctionDispatcher.Configuration.Shapes;
using EventEdge.FunctionDispatcher.Triggers;
using EventEdge.FunctionDispatcher.Triggers.Every;
using EventEdge.FunctionDispatcher.Triggers.Timers;

namespace EventEdge.FunctionDispatcher.Tests.Components;

/// <summary>Once a day.</summary>
internal sealed record DawnConfig : TimerTriggerConfig
{
    /// <summary>How long after midnight.</summary>
    [Range("0s", "1d")]
    public required TimeSpan Dawn { get; init; }

    public override string Name => "dawn";

    public override string Words => $"{Name} {Quantity.Format(Dawn)}";

    internal override ISchedule Schedule() => new EverySchedule(TimeSpan.FromDays(1), Dawn);
}

/// <summary>A trigger of these tests alone: a timer.</summary>
internal sealed class DawnTrigger : ITrigger
{
    public string Name => "dawn";

    public Type ConfigType => typeof(DawnConfig);

    public void Check(ConfigCheck check)
    {
        var config = (DawnConfig)check.Binding.Trigger;
        if (!check.TryClaim(config.Words, out var holder)) check.Report(config, nameof(config.Dawn), $"'{holder}' has this dawn already");
    }
}

/// <summary>Knocks at a door.</summary>
internal sealed record KnockConfig : TriggerConfig
{
    /// <summary>Which door.</summary>
    public required string Knock { get; init; }

    /// <summary>How often. Default: once.</summary>
    [Range("1", "9")]
    public int Times { get; init; } = 1;

    public override string Name => "knock";

    public override string Words => $"{Name} {Knock}";
}

/// <summary>A trigger of these tests alone, whose events somebody else journals.</summary>
internal sealed class KnockTrigger : ITrigger
{
    public string Name => "knock";

    public Type ConfigType => typeof(KnockConfig);
}
