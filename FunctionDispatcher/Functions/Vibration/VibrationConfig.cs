namespace EventEdge.FunctionDispatcher.Functions.Vibration;

/// <summary>What <c>vibration</c> is asked for.</summary>
internal sealed record VibrationConfig
{
    /// <summary>Most samples of a window; of more, the earliest are taken.</summary>
    public const int SampleLimit = 65_536;

    /// <summary>Fewest samples that are calculated with.</summary>
    public const int FewestSamples = 16;

    /// <summary>Most bands of a binding.</summary>
    public const int BandLimit = 32;

    /// <summary>The field with the samples. Required.</summary>
    public required string Field { get; init; }

    /// <summary>The field that numbers the samples of one time, rising by one. Default: each sample has a time of its own.</summary>
    public string? Index { get; init; }

    /// <summary>Samples a second. Default: as the times say; required where there is an index.</summary>
    public double? SampleRate { get; init; }

    /// <summary>The bands of which the RMS is given. Default: none.</summary>
    public required IReadOnlyList<FrequencyBand> Bands { get; init; }

    /// <summary>How velocity is calculated. Default: it is not.</summary>
    public VelocityConfig? Velocity { get; init; }

    /// <summary>Reads the settings; what is wrong is reported there.</summary>
    public static VibrationConfig Read(FunctionSettings settings)
    {
        var names = settings.Section("bands");
        if (names.Count > BandLimit) settings.Report($"'bands' must name at most {BandLimit} bands, not {names.Count}");
        var config = new VibrationConfig
        {
            Field = settings.Field("field"),
            Index = settings.Has("index") ? settings.Field("index") : null,
            SampleRate = settings.Positive("sample_rate"),
            Bands = [.. names.Select(name => BandOf(settings, name)).OfType<FrequencyBand>()],
            Velocity = VelocityConfig.Read(settings),
        };
        config.Check(settings);
        return config;
    }

    private static FrequencyBand? BandOf(FunctionSettings settings, string name)
    {
        var key = $"bands.{name}";
        if (settings.Numbers(key) is [>= 0 and var low, var high] && low < high) return new(key, name, low, high);
        settings.Report($"'{key}' must be two frequencies in Hz, the lower one first, such as [10, 1000]");
        return null;
    }

    private void Check(FunctionSettings settings)
    {
        if (Index is not null && !settings.Has("sample_rate"))
            settings.Report("'index' needs 'sample_rate': samples of one time do not tell it");
        if (SampleRate is not { } rate) return;
        var bands = Velocity is null ? Bands : [.. Bands, Velocity.Range];
        foreach (var problem in bands.Select(band => band.ProblemOfRate(rate)).OfType<string>()) settings.Report(problem);
    }
}
