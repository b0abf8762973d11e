namespace EventEdge.FunctionDispatcher.Functions.Difference;

/// <summary>What <c>difference</c> is asked for.</summary>
internal sealed record DifferenceConfig
{
    /// <summary>The field. Required.</summary>
    public required string Field { get; init; }

    /// <summary>How many values before; 1 to 1,000. Default 1.</summary>
    public int By { get; init; }

    /// <summary>Reads the settings; what is wrong is reported there.</summary>
    public static DifferenceConfig Read(FunctionSettings settings) =>
        new() { Field = settings.Field("field"), By = settings.Whole("by", 1, LatestValues.Limit, otherwise: 1) };
}
