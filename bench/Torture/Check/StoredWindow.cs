using System.Text.Json;
using EventEdge.Torture.Sensors;

namespace EventEdge.Torture.Check;

/// <summary>A window as the store tells it.</summary>
/// <param name="Device">The sensor.</param>
/// <param name="Start">Seconds since 1970.</param>
/// <param name="Count">Readings in it.</param>
/// <param name="Sum">Sum of their sequence numbers.</param>
/// <param name="Minimum">The smallest of them.</param>
/// <param name="Maximum">The largest of them.</param>
internal sealed record StoredWindow(string Device, long Start, long Count, double Sum, double Minimum, double Maximum)
{
    /// <summary>The window of readings <paramref name="first"/> to <paramref name="last"/>.</summary>
    public static StoredWindow Of(string device, long first, long last)
    {
        var count = last - first + 1;
        return new(device, Reading.WindowStart(first / Reading.PerWindow), count, (first + last) * count / 2.0, first, last);
    }

    /// <summary>From the columns time (ns), device, seq_count, seq_sum, seq_min, seq_max.</summary>
    public static StoredWindow From(JsonElement row) => new(
        row[1].GetString()!, row[0].GetInt64() / 1_000_000_000, (long)row[2].GetDouble(), row[3].GetDouble(), row[4].GetDouble(), row[5].GetDouble());
}
