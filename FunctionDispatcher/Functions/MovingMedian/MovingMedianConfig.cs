namespace EventEdge.FunctionDispatcher.Functions.MovingMedian;

/// <summary>What <c>moving_median</c> is asked for.</summary>
internal sealed record MovingMedianConfig
{
    /// <summary>The field. Required.</summary>
    public required string Field { get; init; }

    /// <summary>The latest so many values; 3 to 1,001. Default 5.</summary>
    public int Count { get; init; }

    /// <summary>
    /// A value further from the median than so many deviations, told by the median of distances (Hampel), is an outlier. Usual is 3.
    /// Default: outliers are not looked for.
    /// </summary>
    public double? Outlier { get; init; }

    /// <summary>Reads the settings; what is wrong is reported there.</summary>
    public static MovingMedianConfig Read(FunctionSettings settings) => new()
    {
        Field = settings.Field("field"),
        Count = settings.Whole("count", 3, LatestValues.Limit + 1, otherwise: 5),
        Outlier = settings.Positive("outlier"),
    };
}
