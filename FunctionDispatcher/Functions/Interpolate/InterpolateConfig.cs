namespace EventEdge.FunctionDispatcher.Functions.Interpolate;

/// <summary>What <c>interpolate</c> is asked for.</summary>
internal sealed record InterpolateConfig
{
    /// <summary>Most values that one gap is filled with.</summary>
    public const int GapLimit = 1000;

    /// <summary>The field. Required.</summary>
    public required string Field { get; init; }

    /// <summary>The step of the grid, counted from 1970. Required.</summary>
    public TimeSpan Every { get; init; }

    /// <summary>A longer gap between two values is left as it is. Default: ten steps, at most a thousand.</summary>
    public TimeSpan MaxGap { get; init; }

    /// <summary>Whether a value holds until the next, in place of a straight line between the two.</summary>
    public bool Holds { get; init; }

    /// <summary>Reads the settings; what is wrong is reported there.</summary>
    public static InterpolateConfig Read(FunctionSettings settings)
    {
        var every = settings.RequiredDuration("every");
        var config = new InterpolateConfig
        {
            Field = settings.Field("field"),
            Every = every,
            MaxGap = settings.Duration("max_gap") ?? every * 10,
            Holds = settings.Choice("method", "linear", "previous") == "previous",
        };
        if (config.MaxGap / every > GapLimit) settings.Report($"'max_gap' must be at most {GapLimit} times 'every'");
        return config;
    }
}
