using System.Text.Json;
using EventEdge.Contracts.Texts;

namespace EventEdge.EdgeBridge.Sparkplug;

/// <summary>What a host application says of itself: <c>{"online":true,"timestamp":1767225600000}</c>.</summary>
/// <param name="IsOnline">Whether it is there.</param>
/// <param name="Timestamp">Since when, in milliseconds since 1970.</param>
internal readonly record struct SparkplugState(bool IsOnline, long Timestamp)
{
    /// <summary>Reads what was said; null where that is not what a host application says.</summary>
    public static SparkplugState? Read(ReadOnlySpan<byte> payload)
    {
        try
        {
            var reader = new Utf8JsonReader(payload);
            if (!JsonDocument.TryParseValue(ref reader, out var document)) return null;
            using (document)
            {
                var said = document.RootElement;
                return said.ValueKind == JsonValueKind.Object
                    && said.TryGetProperty("online", out var online) && online.ValueKind is JsonValueKind.True or JsonValueKind.False
                    && said.TryGetProperty("timestamp", out var time) && time.ValueKind == JsonValueKind.Number
                    && time.TryGetInt64(out var timestamp)
                    ? new(online.GetBoolean(), timestamp) : null;
            }
        }
        catch (JsonException)
        {
            return null;
        }
    }

    /// <summary>The same as bytes.</summary>
    public byte[] ToBytes() => JsonBytes.Object(this, static (json, state) =>
    {
        json.WriteBoolean("online"u8, state.IsOnline);
        json.WriteNumber("timestamp"u8, state.Timestamp);
    });
}
