namespace EventEdge.FunctionDispatcher.Functions.StateDuration;

/// <summary>What <c>state_duration</c> is asked for.</summary>
internal sealed record StateDurationConfig
{
    /// <summary>The field with the state: a text, a number, true or false. Required.</summary>
    public required string Field { get; init; }

    /// <summary>A state that lasts longer is told while it lasts. Default: none is.</summary>
    public TimeSpan? Limit { get; init; }

    /// <summary>Reads the settings; what is wrong is reported there.</summary>
    public static StateDurationConfig Read(FunctionSettings settings) =>
        new() { Field = settings.Field("field"), Limit = settings.Duration("limit") };
}
