using System.Buffers;
using System.Diagnostics.CodeAnalysis;
using System.Globalization;
using System.Text.Encodings.Web;
using System.Text.Json;
using EventEdge.Contracts.Events;
using EventEdge.Contracts.Measurements;
using EventEdge.FunctionDispatcher.Outputs;

namespace EventEdge.FunctionDispatcher.Formats.CloudEvents;

/// <summary>
/// Writes a result as a CloudEvent. Its id is the result's own, the same each time it is sent, and another one for each correction.
/// </summary>
internal sealed class CloudEventsWriter(CloudEventsFormatConfig config, ResultOrigin origin) : IResultWriter
{
    private const string DataType = "application/json";

    private static readonly JsonWriterOptions Options = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };
    private static readonly MessageProperties Structured = MessageProperties.Of("application/cloudevents+json; charset=utf-8");

    private readonly string _source = config.Source
        ?? $"eventedge/{Uri.EscapeDataString(origin.Node)}/{Uri.EscapeDataString(origin.Binding)}";

    private readonly ArrayBufferWriter<byte> _data = new(256);

    public bool TryWrite(Point point, IBufferWriter<byte> output, [NotNullWhen(false)] out string? problem)
    {
        problem = null;
        if (config.Mode == CloudEventsFormatMode.Binary)
        {
            LocalPayload.Write(point, output);
            // A property with it would end the connection of whoever gets it.
            if (point.Measurement.Contains('\0', StringComparison.Ordinal))
                problem = "the name of the measurement has a NUL, which MQTT has not";
            return problem is null;
        }

        _data.Clear();
        LocalPayload.Write(point, _data);
        using var json = new Utf8JsonWriter(output, Options);
        json.WriteStartObject();
        foreach (var (name, value) in Attributes(point)) json.WriteString(name, value);
        json.WriteString("datacontenttype"u8, DataType);
        json.WritePropertyName("data"u8);
        json.WriteRawValue(_data.WrittenSpan, skipInputValidation: true);
        json.WriteEndObject();
        return true;
    }

    // MQTT's binding asks a structured message for its content type, too.
    public MessageProperties PropertiesOf(Point point) => config.Mode == CloudEventsFormatMode.Structured
        ? Structured : MessageProperties.Of(DataType, [.. Attributes(point)]);

    private IEnumerable<(string Name, string Value)> Attributes(Point point)
    {
        yield return ("specversion", "1.0");
        yield return ("id", point.Id.ToString("x16", CultureInfo.InvariantCulture));
        yield return ("source", _source);
        yield return ("type", config.Type);
        if (point.Measurement.Length > 0) yield return ("subject", point.Measurement);
        yield return ("time", LocalPayload.Iso(point.Time));
    }
}
