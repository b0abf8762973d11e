using System.Buffers;
using System.Text.Encodings.Web;
using System.Text.Json;
using EventEdge.Contracts.Measurements;

namespace EventEdge.FunctionDispatcher.Outputs;

/// <summary>Answers to requests as JSON.</summary>
public static class ReplyText
{
    private static readonly JsonWriterOptions Options = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping, SkipValidation = true };

    /// <summary><c>{"error": …}</c>.</summary>
    public static byte[] Problem(string reason) => Write(json =>
    {
        json.WriteStartObject();
        json.WriteString("error", reason);
        json.WriteEndObject();
    });

    internal static byte[] List(IReadOnlyList<Point> results) => Write(json =>
    {
        json.WriteStartArray();
        foreach (var point in results) json.WriteRawValue(LocalPayload.Of(point), skipInputValidation: true);
        json.WriteEndArray();
    });

    internal static byte[] Document(Point result) => Write(json =>
    {
        json.WriteStartObject();
        foreach (var field in result.Fields) LocalPayload.Write(json, field.Key, field.Value);
        json.WriteEndObject();
    });

    private static byte[] Write(Action<Utf8JsonWriter> write)
    {
        var buffer = new ArrayBufferWriter<byte>(256);
        using (var json = new Utf8JsonWriter(buffer, Options)) write(json);
        return buffer.WrittenSpan.ToArray();
    }
}
