using System.Buffers;
using System.Diagnostics.CodeAnalysis;
using System.Globalization;
using System.Text.Encodings.Web;
using System.Text.Json;
using EventEdge.Contracts.Measurements;
using EventEdge.FunctionDispatcher.Outputs;

namespace EventEdge.FunctionDispatcher.Formats.CloudEvents;

/// <summary>
/// Writes a result as a CloudEvent. Its id is the result's own, the same each time it is sent, and another one for each correction.
/// </summary>
internal sealed class CloudEventsWriter(CloudEventsFormatConfig config, ResultOrigin origin) : IResultWriter
{
    private static readonly JsonWriterOptions Options = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    private readonly string _source = config.Source
        ?? $"eventedge/{Uri.EscapeDataString(origin.Node)}/{Uri.EscapeDataString(origin.Binding)}";

    private readonly ArrayBufferWriter<byte> _data = new(256);

    public bool TryWrite(Point point, IBufferWriter<byte> output, [NotNullWhen(false)] out string? problem)
    {
        problem = null;
        _data.Clear();
        LocalPayload.Write(point, _data);
        using var json = new Utf8JsonWriter(output, Options);
        json.WriteStartObject();
        json.WriteString("specversion"u8, "1.0"u8);
        json.WriteString("id"u8, point.Id.ToString("x16", CultureInfo.InvariantCulture));
        json.WriteString("source"u8, _source);
        json.WriteString("type"u8, config.Type);
        if (point.Measurement.Length > 0) json.WriteString("subject"u8, point.Measurement);
        json.WriteString("time"u8, point.Time.UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss.FFFFFFF'Z'", CultureInfo.InvariantCulture));
        json.WriteString("datacontenttype"u8, "application/json"u8);
        json.WritePropertyName("data"u8);
        json.WriteRawValue(_data.WrittenSpan, skipInputValidation: true);
        json.WriteEndObject();
        return true;
    }
}
