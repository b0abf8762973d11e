namespace EventEdge.FunctionDispatcher.Functions.MovingAverage;

/// <summary>What <c>moving_average</c> is asked for.</summary>
internal sealed record MovingAverageConfig
{
    /// <summary>Most values of a key that are kept; beyond it the oldest go.</summary>
    public const int ValueLimit = 10_000;

    /// <summary>The field. Required.</summary>
    public required string Field { get; init; }

    /// <summary>The latest so many values; 2 to <see cref="ValueLimit"/>. Either this or <see cref="Over"/>.</summary>
    public int Count { get; init; } = ValueLimit;

    /// <summary>The values of the latest so much time. Default: any, however old.</summary>
    public TimeSpan? Over { get; init; }

    /// <summary>Reads the settings; what is wrong is reported there.</summary>
    public static MovingAverageConfig Read(FunctionSettings settings)
    {
        var config = new MovingAverageConfig
        {
            Field = settings.Field("field"),
            Count = settings.Whole("count", 2, ValueLimit, otherwise: ValueLimit),
            Over = settings.Duration("over"),
        };
        settings.ExactlyOne("count", "over");
        return config;
    }
}
