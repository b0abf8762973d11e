using System.Diagnostics.CodeAnalysis;
using System.Globalization;

namespace EventEdge.FunctionDispatcher.Decoders.Items;

/// <summary>Instants with nanoseconds, as text: no number says without doubt which unit it has.</summary>
internal static class PreciseTime
{
    private const long FirstSecond = -62_135_596_800;
    private const long LastSecond = 253_402_300_799;

    /// <summary>ISO 8601 in UTC with as many digits as there are; false outside the years 1 to 9999.</summary>
    /// <param name="seconds">Seconds since 1970.</param>
    /// <param name="nanoseconds">From 0 to 999,999,999, added to them.</param>
    /// <param name="text">The text.</param>
    public static bool TryFormat(long seconds, uint nanoseconds, [NotNullWhen(true)] out string? text)
    {
        text = null;
        if (seconds is < FirstSecond or > LastSecond || nanoseconds > 999_999_999) return false;
        var whole = DateTimeOffset.FromUnixTimeSeconds(seconds).UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss", CultureInfo.InvariantCulture);
        var fraction = nanoseconds.ToString("D9", CultureInfo.InvariantCulture).TrimEnd('0');
        text = fraction.Length == 0 ? $"{whole}Z" : $"{whole}.{fraction}Z";
        return true;
    }
}
