using System.Globalization;

namespace EventEdge.FunctionDispatcher.Configuration.Shapes;

/// <summary>
/// Durations (<c>500ms 30s 5m 1h 2d</c>) and sizes (<c>64MiB</c>) as people write them: a whole number and one unit, nothing between.
/// </summary>
public static class Quantity
{
    private static readonly (string Unit, long Factor)[] Durations =
    [
        ("d", TimeSpan.TicksPerDay), ("h", TimeSpan.TicksPerHour), ("m", TimeSpan.TicksPerMinute), ("s", TimeSpan.TicksPerSecond),
        ("ms", TimeSpan.TicksPerMillisecond),
    ];

    private static readonly (string Unit, long Factor)[] Sizes =
        [("TiB", 1L << 40), ("GiB", 1L << 30), ("MiB", 1L << 20), ("KiB", 1L << 10), ("B", 1)];

    /// <summary>Reads a duration. Never throws.</summary>
    public static bool TryParseDuration(string text, out TimeSpan duration)
    {
        var good = TryParse(text, Durations, out var ticks);
        duration = new TimeSpan(ticks);
        return good;
    }

    /// <summary>Reads a size in bytes. Never throws.</summary>
    public static bool TryParseSize(string text, out long bytes) => TryParse(text, Sizes, out bytes);

    /// <summary>The duration in its largest unit that leaves no remainder; milliseconds at least.</summary>
    public static string Format(TimeSpan duration) => Format(duration.Ticks, duration == TimeSpan.Zero ? Durations[3..] : Durations);

    /// <summary>The size in its largest unit that leaves no remainder.</summary>
    public static string FormatSize(long bytes) => Format(bytes, bytes == 0 ? Sizes[4..] : Sizes);

    private static bool TryParse(string text, (string Unit, long Factor)[] units, out long value)
    {
        value = 0;
        var digits = text.AsSpan().IndexOfAnyExceptInRange('0', '9');
        if (digits <= 0 || digits > 18) return false;
        var factor = Array.Find(units, u => text.AsSpan(digits).SequenceEqual(u.Unit)).Factor;
        var number = long.Parse(text.AsSpan(0, digits), NumberStyles.None, CultureInfo.InvariantCulture);
        if (factor == 0 || number > long.MaxValue / factor) return false;
        value = number * factor;
        return true;
    }

    private static string Format(long value, (string Unit, long Factor)[] units)
    {
        var (unit, factor) = Array.Find(units, u => value % u.Factor == 0);
        return factor == 0 ? string.Create(CultureInfo.InvariantCulture, $"{value / (double)units[^1].Factor}{units[^1].Unit}")
            : $"{value / factor}{unit}";
    }
}
