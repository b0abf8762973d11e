namespace EventEdge.FunctionDispatcher.Functions.RateOfChange;

/// <summary>What <c>rate_of_change</c> is asked for.</summary>
internal sealed record RateOfChangeConfig
{
    /// <summary>The field watched. Required.</summary>
    public required string Field { get; init; }

    /// <summary>The unit of time: a rate of 1 is one unit of the field in this time. Default 1 s.</summary>
    public TimeSpan Per { get; init; } = TimeSpan.FromSeconds(1);

    /// <summary>Reads the settings; what is wrong is reported there.</summary>
    public static RateOfChangeConfig Read(FunctionSettings settings)
    {
        var config = new RateOfChangeConfig { Field = settings.Field("field") };
        return settings.Duration("per") is { } per ? config with { Per = per } : config;
    }
}
