namespace EventEdge.FunctionDispatcher.Functions.Silence;

/// <summary>What <c>silence</c> is asked for.</summary>
internal sealed record SilenceConfig
{
    /// <summary>A key is silent when nothing came for so long, by the time of receipt. Required.</summary>
    public TimeSpan After { get; init; }

    /// <summary>While a key stays silent it is told again each time so much has passed. Default: never.</summary>
    public TimeSpan? Repeat { get; init; }

    /// <summary>How often it is told again at most; 1 to 1,000. Default 10.</summary>
    public int RepeatLimit { get; init; }

    /// <summary>Keys that are silent even if they never came. Default: none; a key is known by its first event.</summary>
    public IReadOnlyList<IReadOnlyList<string>> Expected { get; init; } = [];

    /// <summary>The lookup of the binding whose every row is a key that is silent even if it never came. Default: none.</summary>
    public string? ExpectedFrom { get; init; }

    /// <summary>Reads the settings; what is wrong is reported there.</summary>
    public static SilenceConfig Read(FunctionSettings settings)
    {
        var config = new SilenceConfig
        {
            After = settings.RequiredDuration("after"),
            Repeat = settings.Duration("repeat"),
            RepeatLimit = settings.Whole("repeat_limit", 1, 1000, otherwise: 10),
            Expected = settings.KeyList("expected") ?? [],
            ExpectedFrom = settings.Has("expected_from") ? settings.Text("expected_from") : null,
        };
        if (settings.Has("repeat_limit") && config.Repeat is null) settings.Report("'repeat_limit' needs 'repeat'");
        if (settings.Has("expected") && settings.Has("expected_from"))
            settings.Report("'expected_from' says which keys are expected already: give 'expected' or 'expected_from'");
        return config;
    }
}
