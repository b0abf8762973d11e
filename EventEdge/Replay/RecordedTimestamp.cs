using System.Globalization;

namespace EventEdge.Replay;

/// <summary>Reads the time of a recorded row: ISO 8601 with or without zone, a space or <c>T</c> in the middle, or Unix seconds.</summary>
internal static class RecordedTimestamp
{
    private const double UnixLimit = 253_402_300_799;

    /// <param name="text">The column's text.</param>
    /// <param name="zone">Zone of a timestamp that names none.</param>
    /// <param name="timestamp">The instant, UTC.</param>
    public static bool TryParse(string text, TimeZoneInfo zone, out DateTimeOffset timestamp)
    {
        if (double.TryParse(
            text, NumberStyles.AllowDecimalPoint | NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var unix))
        {
            timestamp = Math.Abs(unix) <= UnixLimit ? DateTimeOffset.UnixEpoch.AddSeconds(unix) : default;
            return Math.Abs(unix) <= UnixLimit;
        }

        timestamp = default;
        if (!DateTime.TryParse(text, CultureInfo.InvariantCulture, DateTimeStyles.RoundtripKind, out var read)) return false;
        try
        {
            timestamp = read.Kind switch
            {
                DateTimeKind.Unspecified => new DateTimeOffset(read, zone.GetUtcOffset(read)).ToUniversalTime(),
                _ => new DateTimeOffset(read).ToUniversalTime(),
            };
            return true;
        }
        catch (ArgumentOutOfRangeException)
        {
            // Within hours of the first or the last instant there is, the zone leads beyond it.
            return false;
        }
    }
}
