using EventEdge.Contracts.Events;

namespace EventEdge.FunctionDispatcher.Functions.Fill;

/// <summary>What <c>fill</c> is asked for.</summary>
internal sealed record FillConfig
{
    /// <summary>The fields. Required.</summary>
    public required IReadOnlyList<string> Fields { get; init; }

    /// <summary>A known value older than this is not filled in. Default: any is.</summary>
    public TimeSpan? MaxAge { get; init; }

    /// <summary>What is filled in where no value is known. Default: nothing.</summary>
    public FieldValue Value { get; init; }

    /// <summary>Reads the settings; what is wrong is reported there.</summary>
    public static FillConfig Read(FunctionSettings settings)
    {
        if (!settings.Has("fields")) settings.Report("'fields' is required: the fields to fill in");
        return new()
        {
            Fields = settings.Names("fields") ?? [],
            MaxAge = settings.Duration("max_age"),
            Value = settings.Constant("value"),
        };
    }
}
