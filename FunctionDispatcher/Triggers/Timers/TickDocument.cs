using System.Globalization;
using System.Text.Json;
using EventEdge.Contracts.Texts;

namespace EventEdge.FunctionDispatcher.Triggers.Timers;

/// <summary>
/// The payload of a tick: <c>{"time":"2026-01-01T06:00:00Z","missed":0}</c>. What was decided when it was taken is in the journal with
/// it.
/// </summary>
internal static class TickDocument
{
    /// <summary>The field with the instant.</summary>
    public const string TimeField = "time";

    private const string MissedField = "missed";

    /// <summary>Writes a tick.</summary>
    public static byte[] Write(DateTimeOffset instant, long missed) => JsonBytes.Object((instant, missed), static (json, tick) =>
    {
        json.WriteString(TimeField, tick.instant.UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss.FFFFFFF'Z'", CultureInfo.InvariantCulture));
        json.WriteNumber(MissedField, tick.missed);
    });

    /// <summary>Reads a tick back; false for anything else, such as a payload that a person wrote.</summary>
    public static bool TryRead(ReadOnlyMemory<byte> payload, out DateTimeOffset instant, out long missed)
    {
        (instant, missed) = (default, 0);
        try
        {
            using var document = JsonDocument.Parse(payload);
            return document.RootElement.ValueKind == JsonValueKind.Object
                && document.RootElement.TryGetProperty(TimeField, out var time) && time.ValueKind == JsonValueKind.String
                    && time.TryGetDateTimeOffset(out instant)
                && document.RootElement.TryGetProperty(MissedField, out var count) && count.ValueKind == JsonValueKind.Number
                    && count.TryGetInt64(out missed);
        }
        catch (JsonException)
        {
            return false;
        }
    }
}
