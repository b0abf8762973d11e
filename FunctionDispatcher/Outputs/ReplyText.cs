using System.Buffers;
using System.Text.Json;
using EventEdge.Contracts.Measurements;
using EventEdge.Contracts.Texts;

namespace EventEdge.FunctionDispatcher.Outputs;

/// <summary>Answers to requests as JSON.</summary>
public static class ReplyText
{
    /// <summary><c>{"error": …}</c>.</summary>
    public static byte[] Problem(string reason) => JsonBytes.Object(reason, static (json, reason) => json.WriteString("error", reason));

    internal static byte[] List(IReadOnlyList<Point> results)
    {
        var buffer = new ArrayBufferWriter<byte>(256);
        using (var json = new Utf8JsonWriter(buffer))
        {
            json.WriteStartArray();
            foreach (var point in results) json.WriteRawValue(LocalPayload.Of(point), skipInputValidation: true);
            json.WriteEndArray();
        }

        return buffer.WrittenSpan.ToArray();
    }

    internal static byte[] Document(Point result) => JsonBytes.Object(result, static (json, result) =>
    {
        foreach (var field in result.Fields) LocalPayload.Write(json, field.Key, field.Value);
    });
}
