namespace EventEdge.FunctionDispatcher.Functions.Ema;

/// <summary>What <c>ema</c> is asked for.</summary>
internal sealed record EmaConfig
{
    /// <summary>The field. Required.</summary>
    public required string Field { get; init; }

    /// <summary>The part a new value has, above 0 and up to 1, whatever time has passed. Either this or <see cref="Time"/>.</summary>
    public double? Alpha { get; init; }

    /// <summary>The time constant: after it a step has been followed by 63 %, however many values came in it.</summary>
    public TimeSpan? Time { get; init; }

    /// <summary>Reads the settings; what is wrong is reported there.</summary>
    public static EmaConfig Read(FunctionSettings settings)
    {
        var config = new EmaConfig
        {
            Field = settings.Field("field"),
            Alpha = settings.Positive("alpha"),
            Time = settings.Duration("time"),
        };
        settings.ExactlyOne("alpha", "time");
        if (config.Alpha > 1) settings.Report($"'alpha' must be at most 1, not {config.Alpha}");
        return config;
    }
}
