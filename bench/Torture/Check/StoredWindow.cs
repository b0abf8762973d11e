using System.Text.Json;
using EventEdge.Torture.Sensors;

namespace EventEdge.Torture.Check;

/// <summary>A window as the store tells it.</summary>
/// <param name="Device">The sensor.</param>
/// <param name="Index">Its place: seconds since the first window.</param>
/// <param name="Count">Readings in it.</param>
/// <param name="Sum">Sum of their sequence numbers.</param>
/// <param name="Minimum">The smallest of them.</param>
/// <param name="Maximum">The largest of them.</param>
internal sealed record StoredWindow(string Device, long Index, long Count, double Sum, double Minimum, double Maximum)
{
    /// <summary>The window of readings <paramref name="first"/> to <paramref name="last"/>.</summary>
    public static StoredWindow Of(string device, long first, long last)
    {
        var count = last - first + 1;
        return new(device, first / Reading.PerWindow, count, (first + last) * count / 2.0, first, last);
    }

    /// <summary>From the columns time (ns), device, seq_count, seq_sum, seq_min, seq_max.</summary>
    public static StoredWindow From(JsonElement row, DateTimeOffset origin) => At(
        row[1].GetString()!, DateTimeOffset.UnixEpoch.AddTicks(row[0].GetInt64() / TimeSpan.NanosecondsPerTick), origin,
        row[2].GetDouble(), row[3].GetDouble(), row[4].GetDouble(), row[5].GetDouble());

    /// <summary>The window that starts at a time.</summary>
    public static StoredWindow At(
        string device, DateTimeOffset start, DateTimeOffset origin, double count, double sum, double minimum, double maximum) =>
        new(device, (long)Math.Floor((start - origin).TotalSeconds), (long)count, sum, minimum, maximum);
}
