namespace EventEdge.FunctionDispatcher.Functions.Sample;

/// <summary>What <c>sample</c> is asked for.</summary>
internal sealed record SampleConfig
{
    /// <summary>The first of so many events passes; 2 to 1,000,000. Either this or <see cref="Every"/>.</summary>
    public int Count { get; init; }

    /// <summary>The first event of each interval passes; intervals are counted from 1970.</summary>
    public TimeSpan? Every { get; init; }

    /// <summary>Fields to let through. Default: every field.</summary>
    public IReadOnlyList<string>? Fields { get; init; }

    /// <summary>Reads the settings; what is wrong is reported there.</summary>
    public static SampleConfig Read(FunctionSettings settings)
    {
        var config = new SampleConfig
        {
            Count = settings.Whole("count", 2, 1_000_000, otherwise: 1),
            Every = settings.Duration("every"),
            Fields = settings.Names("fields"),
        };
        settings.ExactlyOne("count", "every");
        return config;
    }
}
