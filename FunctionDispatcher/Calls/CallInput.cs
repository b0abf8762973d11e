using System.Buffers;
using System.Collections;
using System.Text.Encodings.Web;
using System.Text.Json;
using EventEdge.Contracts.Events;
using EventEdge.Contracts.Functions;
using EventEdge.Contracts.Texts;
using EventEdge.FunctionDispatcher.Configuration;

namespace EventEdge.FunctionDispatcher.Calls;

/// <summary>
/// What a function outside the process is given: one JSON document for a call, the same for every runtime, without a line break. The format
/// is described in <c>docs/reference/function-calls.md</c>.
/// </summary>
internal sealed class CallInput(string node, BindingConfig config)
{
    private static readonly JsonWriterOptions Options = new()
    { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping, SkipValidation = true };

    private readonly byte[] _with = JsonSerializer.SerializeToUtf8Bytes(config.Function.With.ToDictionary(s => s.Key, s => Plain(s.Value)));
    private readonly IReadOnlyList<string> _keyNames = config.Window?.GroupBy ?? [];
    private readonly ArrayBufferWriter<byte> _buffer = new(512);

    /// <summary>A call for one event.</summary>
    public byte[] Of(CallId call, EdgeEvent input) => Write(call, json =>
    {
        json.WriteStartObject("event");
        json.WriteString("topic", input.Topic);
        json.WriteString("received_at", input.ReceivedAt.UtcDateTime);
        if (!input.Properties.IsEmpty)
        {
            json.WritePropertyName("properties");
            MessagePropertiesJson.Write(json, input.Properties);
        }

        if (config.Decode is { HandsOverPayload: true }) json.WriteBase64String("payload_base64", input.Payload.Span);
        Write(json, input);
    });

    /// <summary>A call for a window that fired.</summary>
    public byte[] Of(CallId call, WindowBounds window, IReadOnlyList<EdgeEvent> events) => Write(call, json =>
    {
        json.WriteStartObject("window");
        json.WriteString("start", window.Start.UtcDateTime);
        json.WriteString("end", window.End.UtcDateTime);
        json.WriteNumber("revision", window.Revision);
        json.WriteBoolean("partial", window.Partial);
        if (window.Provisional) json.WriteBoolean("provisional", true);
        json.WriteStartObject("key");
        for (var i = 0; i < _keyNames.Count; i++) Write(json, _keyNames[i], window.Key[i]);
        json.WriteEndObject();
        json.WriteStartArray("events");
        foreach (var input in events)
        {
            json.WriteStartObject();
            Write(json, input);
        }

        json.WriteEndArray();
        json.WriteEndObject();
    });

    private byte[] Write(CallId call, Action<Utf8JsonWriter> body)
    {
        _buffer.ResetWrittenCount();
        using (var json = new Utf8JsonWriter(_buffer, Options))
        {
            json.WriteStartObject();
            json.WriteString("node", node);
            json.WriteString("binding", config.Name);
            // Without a journal a call has no name that lasts.
            if (call.IsJournalled) json.WriteString("call", call.ToString());
            json.WritePropertyName("with");
            json.WriteRawValue(_with, skipInputValidation: true);
            body(json);
            json.WriteEndObject();
        }

        return _buffer.WrittenSpan.ToArray();
    }

    private static void Write(Utf8JsonWriter json, EdgeEvent input)
    {
        json.WriteString("time", input.Time.UtcDateTime);
        json.WriteStartObject("fields");
        foreach (var (name, value) in input.Fields) Write(json, name, value);
        json.WriteEndObject();
        json.WriteEndObject();
    }

    private static void Write(Utf8JsonWriter json, string name, in FieldValue value)
    {
        switch (value.Kind)
        {
            case FieldKind.Number when double.IsFinite(value.AsNumber): json.WriteNumber(name, value); break;
            case FieldKind.Boolean: json.WriteBoolean(name, value.AsBoolean); break;
            case FieldKind.Text: json.WriteString(name, value.AsText); break;
            default: json.WriteNull(name); break;
        }
    }

    private static object? Plain(object? value) =>
        value is IEnumerable list and not string ? list.Cast<object?>().Select(Plain).ToArray() : value;
}
