namespace EventEdge.FunctionDispatcher.Functions.Lttb;

/// <summary>What <c>lttb</c> is asked for.</summary>
internal sealed record LttbConfig
{
    /// <summary>Most values of a window; of more, the earliest are taken.</summary>
    public const int ValueLimit = 65_536;

    /// <summary>The field. Required.</summary>
    public required string Field { get; init; }

    /// <summary>How many points are kept of a window; 3 to 10,000. Required.</summary>
    public int Points { get; init; }

    /// <summary>Reads the settings; what is wrong is reported there.</summary>
    public static LttbConfig Read(FunctionSettings settings)
    {
        if (!settings.Has("points")) settings.Report("'points' is required: how many are kept of a window");
        return new() { Field = settings.Field("field"), Points = settings.Whole("points", 3, 10_000, otherwise: 3) };
    }
}
