namespace EventEdge.FunctionDispatcher.Functions.Deadband;

/// <summary>What <c>deadband</c> is asked for.</summary>
internal sealed record DeadbandConfig
{
    /// <summary>The field watched. Required.</summary>
    public required string Field { get; init; }

    /// <summary>A change of more than this is told: in units of the field, or in percent of the value told last. Required, 0 or more.</summary>
    public double Band { get; init; }

    /// <summary>True when <see cref="Band"/> is in percent.</summary>
    public bool IsPercent { get; init; }

    /// <summary>After so much event time a value is told even without a change. Default: never.</summary>
    public TimeSpan? MaxSilence { get; init; }

    /// <summary>Reads the settings; what is wrong is reported there.</summary>
    public static DeadbandConfig Read(FunctionSettings settings)
    {
        var field = settings.Field("field");
        var band = settings.NumberOrPercent("band");
        var maxSilence = settings.Duration("max_silence");
        if (band is null && !settings.Has("band")) settings.Report("'band' is required: a number or a percentage such as 5%");
        if (band?.Value < 0) settings.Report($"'band' must not be negative, not {band.Value.Value}");
        return new()
        {
            Field = field,
            Band = band?.Value ?? 0,
            IsPercent = band?.IsPercent ?? false,
            MaxSilence = maxSilence,
        };
    }
}
