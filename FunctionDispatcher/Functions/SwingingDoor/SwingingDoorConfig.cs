namespace EventEdge.FunctionDispatcher.Functions.SwingingDoor;

/// <summary>What <c>swinging_door</c> is asked for.</summary>
internal sealed record SwingingDoorConfig
{
    /// <summary>The field. Required.</summary>
    public required string Field { get; init; }

    /// <summary>How far a value may lie from the straight line between the points that are kept. Required, 0 or more.</summary>
    public double Deviation { get; init; }

    /// <summary>After so much event time a point is kept even on the line. Default: never.</summary>
    public TimeSpan? MaxSilence { get; init; }

    /// <summary>Reads the settings; what is wrong is reported there.</summary>
    public static SwingingDoorConfig Read(FunctionSettings settings)
    {
        if (!settings.Has("deviation")) settings.Report("'deviation' is required: a number in the unit of the field");
        return new()
        {
            Field = settings.Field("field"),
            Deviation = settings.NotNegative("deviation"),
            MaxSilence = settings.Duration("max_silence"),
        };
    }
}
