using System.Text.Json;

namespace EventEdge.Torture.Check;

/// <summary>A window as the store tells it.</summary>
/// <param name="Device">The sensor.</param>
/// <param name="Index">Its place: seconds since the first window.</param>
/// <param name="Count">Readings in it.</param>
/// <param name="Sum">Sum of their sequence numbers.</param>
/// <param name="Minimum">The smallest of them.</param>
/// <param name="Maximum">The largest of them.</param>
/// <param name="Width">Seconds it stands for: more than one where results have lost resolution.</param>
/// <param name="Part">Which part of a window it is; empty for a whole one.</param>
internal sealed record StoredWindow(
    string Device, long Index, long Count, double Sum, double Minimum, double Maximum, long Width = 1, string Part = "")
{
    /// <summary>The window of readings <paramref name="first"/> to <paramref name="last"/>.</summary>
    public static StoredWindow Of(string device, long first, long last, int perWindow)
    {
        var count = last - first + 1;
        return new(device, first / perWindow, count, (first + last) * count / 2.0, first, last);
    }

    /// <summary>Both in one, as wide as it is said to be.</summary>
    public StoredWindow With(StoredWindow other) => this with
    {
        Count = Count + other.Count,
        Sum = Sum + other.Sum,
        Minimum = Math.Min(Minimum, other.Minimum),
        Maximum = Math.Max(Maximum, other.Maximum),
    };

    /// <summary>From the columns time (ns), device, seq_count, seq_sum, seq_min, seq_max, resolution, partial.</summary>
    public static StoredWindow From(JsonElement row, DateTimeOffset origin) => At(
        row[1].GetString()!, DateTimeOffset.UnixEpoch.AddTicks(row[0].GetInt64() / TimeSpan.NanosecondsPerTick), origin,
        row[2].GetDouble(), row[3].GetDouble(), row[4].GetDouble(), row[5].GetDouble(),
        row[6].ValueKind == JsonValueKind.Null ? 1 : row[6].GetDouble()) with
    { Part = row[7].GetString() ?? string.Empty };

    /// <summary>The window that starts at a time.</summary>
    public static StoredWindow At(
        string device, DateTimeOffset start, DateTimeOffset origin, double count, double sum, double minimum, double maximum,
        double width) =>
        new(device, (long)Math.Floor((start - origin).TotalSeconds), (long)count, sum, minimum, maximum, (long)width);
}
