using System.Globalization;

namespace EventEdge.FunctionDispatcher.Functions.Vibration;

/// <summary>How velocity is calculated from the field.</summary>
internal sealed record VelocityConfig
{
    /// <summary>In fewer periods of the lowest frequency, a slow drift would pass for it, and integration enlarges that.</summary>
    private const int FewestPeriods = 2;

    private static readonly string[] Dependent = ["velocity_range", "group", "foundation", "limits"];

    /// <summary>What one unit of the field is in mm/s, or in mm/s² where it is an acceleration.</summary>
    public double Scale { get; init; } = 1;

    /// <summary>Whether the field is an acceleration.</summary>
    public bool IsAcceleration { get; init; }

    /// <summary>The frequencies that count. Default 10 to 1,000 Hz.</summary>
    public required FrequencyBand Range { get; init; }

    /// <summary>The zones. Default: none are given.</summary>
    public SeverityZones? Zones { get; init; }

    /// <summary>Reads the settings; null where no unit is set.</summary>
    public static VelocityConfig? Read(FunctionSettings settings)
    {
        var range = settings.Has("velocity_range") ? RangeOf(settings) : (10, 1_000);
        var zones = ZonesOf(settings);
        if (!settings.Has("unit"))
        {
            if (Dependent.FirstOrDefault(settings.Has) is { } key) settings.Report($"'{key}' needs 'unit': g, m/s2 or mm/s");
            return null;
        }

        var unit = settings.Choice("unit", "g", "m/s2", "mm/s");
        return new()
        {
            Scale = unit switch { "g" => 9_806.65, "m/s2" => 1_000, _ => 1 },
            IsAcceleration = unit != "mm/s",
            Range = new("velocity_range", "velocity", range.Item1, range.Item2),
            Zones = zones,
        };
    }

    /// <summary>Why a spectrum cannot tell the velocity; null when it can.</summary>
    /// <param name="rate">Samples a second.</param>
    /// <param name="count">How many samples the spectrum is of.</param>
    public string? ProblemOf(double rate, int count)
    {
        if (Range.ProblemOf(rate, count) is { } problem) return problem;
        var seconds = count / rate;
        return Range.Low * seconds >= FewestPeriods ? null : string.Create(
            CultureInfo.InvariantCulture,
            $"'{Range.Setting}' begins at {Range.Low} Hz: that takes samples of {FewestPeriods / Range.Low:0.###} s, "
            + $"not of {seconds:0.###} s");
    }

    private static (double Low, double High) RangeOf(FunctionSettings settings)
    {
        if (settings.Numbers("velocity_range") is [> 0 and var low, var high] && low < high) return (low, high);
        settings.Report("'velocity_range' must be two frequencies in Hz, the lower one above zero first, such as [10, 1000]");
        return (10, 1_000);
    }

    private static SeverityZones? ZonesOf(FunctionSettings settings)
    {
        var group = settings.Whole("group", 1, 2, otherwise: 2);
        var isFlexible = settings.Choice("foundation", "rigid", "flexible") == "flexible";
        if (settings.Has("limits"))
        {
            if (settings.Has("group") || settings.Has("foundation"))
                settings.Report("'limits' takes the place of 'group' and 'foundation': remove them, or it");
            if (settings.Numbers("limits") is [> 0 and var a, var b, var c] && a < b && b < c) return new(a, b, c);
            settings.Report("'limits' must be the three borders of the zones in mm/s, rising, such as [1.4, 2.8, 4.5]");
            return null;
        }

        if (settings.Has("foundation") && !settings.Has("group")) settings.Report("'foundation' needs 'group': 1 or 2");
        return settings.Has("group") ? SeverityZones.Of(group, isFlexible) : null;
    }
}
