using EventEdge.Contracts.Events;

namespace EventEdge.FunctionDispatcher.Functions.Threshold;

/// <summary>What <c>threshold</c> is asked for.</summary>
internal sealed record ThresholdConfig
{
    /// <summary>The field watched. Required.</summary>
    public required string Field { get; init; }

    /// <summary>True for <c>above</c>, false for <c>below</c>; exactly one is required.</summary>
    public bool IsAbove { get; init; }

    /// <summary>The limit: beyond it the state turns true.</summary>
    public FieldValue Limit { get; init; }

    /// <summary>
    /// Where the state turns false again: at this value or on the safe side of it. Given as <c>clear</c>, or as <c>hysteresis</c>, its
    /// distance from the limit. Default: the limit itself.
    /// </summary>
    public FieldValue Clear { get; init; }

    private static FieldValue Distant(FieldValue limit, double by) => by == 0 ? limit : limit.AsNumber + by;

    /// <summary>Reads the settings; what is wrong is reported there.</summary>
    public static ThresholdConfig Read(FunctionSettings settings)
    {
        var field = settings.Field("field");
        var (above, below) = (settings.Exact("above"), settings.Exact("below"));
        var (hysteresis, clear) = (settings.Number("hysteresis"), settings.Exact("clear"));
        if (above is null == below is null) settings.Report("exactly one of 'above' and 'below' is required");
        if (hysteresis is not null && clear is not null) settings.Report("'hysteresis' and 'clear' say the same: keep one");
        if (hysteresis < 0) settings.Report($"'hysteresis' must not be negative, not {hysteresis}");
        if (clear is not null && above is not null && WholeNumber.Compare(clear.Value, above.Value) > 0)
            settings.Report($"'clear' ({clear}) must not lie above 'above' ({above})");
        if (clear is not null && below is not null && WholeNumber.Compare(clear.Value, below.Value) < 0)
            settings.Report($"'clear' ({clear}) must not lie below 'below' ({below})");
        var limit = above ?? below ?? 0.0;
        var width = hysteresis ?? 0;
        return new()
        {
            Field = field,
            IsAbove = above is not null,
            Limit = limit,
            Clear = clear ?? Distant(limit, above is not null ? -width : width),
        };
    }
}
