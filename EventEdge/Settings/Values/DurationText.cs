using System.Globalization;

namespace EventEdge.Settings.Values;

/// <summary>Durations as users write them: <c>500ms</c>, <c>5s</c>, <c>1.5m</c>, <c>2h</c>, <c>1d</c>.</summary>
internal static class DurationText
{
    private static readonly (string Suffix, double Seconds)[] Units =
        [("ms", 0.001), ("s", 1), ("m", 60), ("h", 3600), ("d", 86400)];

    public static bool TryParse(string text, out TimeSpan value)
    {
        value = default;
        foreach (var (suffix, seconds) in Units)
        {
            if (!text.EndsWith(suffix, StringComparison.Ordinal)) continue;
            if (!double.TryParse(text.AsSpan(0, text.Length - suffix.Length), NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture,
                out var count)) continue;
            if (count * seconds > TimeSpan.FromDays(3650).TotalSeconds) return false;
            value = TimeSpan.FromSeconds(count * seconds);
            return true;
        }

        return false;
    }
}
