using System.Buffers;
using System.Globalization;
using System.Text.Encodings.Web;
using System.Text.Json;
using EventEdge.Contracts.Events;
using EventEdge.Contracts.Functions;
using EventEdge.Contracts.Measurements;

namespace EventEdge.FunctionDispatcher.Outputs;

/// <summary>
/// The JSON that local subscribers and bindings behind get: one flat object of tags and fields, as every MQTT tool expects, with the time
/// and the window beside. No name stands twice: <c>time</c>, <c>window_end</c> and <c>revision</c> are the product's, whoever else has a
/// field or a tag of that name finds it with <c>_</c> behind.
/// </summary>
internal static class LocalPayload
{
    private static readonly JsonWriterOptions Options = new()
    { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping, SkipValidation = true };

    /// <summary>A result.</summary>
    /// <param name="point">The result.</param>
    /// <param name="node">The node, for a binding that runs on it; null for subscribers, who know whom they have asked.</param>
    public static byte[] Of(Point point, string? node = null)
    {
        var buffer = new ArrayBufferWriter<byte>(256);
        Write(point, buffer, node);
        return buffer.WrittenSpan.ToArray();
    }

    /// <inheritdoc cref="Of"/>
    public static void Write(Point point, IBufferWriter<byte> output, string? node = null)
    {
        using var json = new Utf8JsonWriter(output, Options);
        json.WriteStartObject();
        json.WriteString("time", Iso(point.Time));
        if (point.WindowEnd is { } end) json.WriteString("window_end", Iso(end));
        if (point.Revision > 0) json.WriteNumber("revision", point.Revision);
        if (node is not null) json.WriteString(NodeTag.Name, node);
        var isChained = node is not null;
        foreach (var tag in point.Tags) json.WriteString(IsOwn(tag.Key, isChained) ? FreeName(point, tag.Key) : tag.Key, tag.Value);
        foreach (var field in point.Fields)
        {
            var isTaken = IsOwn(field.Key, isChained) || HasTag(point, field.Key);
            Write(json, isTaken ? FreeName(point, field.Key) : field.Key, field.Value);
        }

        json.WriteEndObject();
    }

    /// <summary>What a field is called there.</summary>
    public static string NameOf(Point point, string field) =>
        IsOwn(field, isChained: false) || HasTag(point, field) ? FreeName(point, field) : field;

    private static bool IsOwn(string name, bool isChained) =>
        name is "time" or "window_end" or "revision" || (isChained && name == NodeTag.Name);

    private static bool HasTag(Point point, string name)
    {
        foreach (var tag in point.Tags)
        {
            if (tag.Key == name) return true;
        }

        return false;
    }

    private static string FreeName(Point point, string name)
    {
        do name += "_";
        while (HasTag(point, name) || point.Fields.Any(field => field.Key == name));
        return name;
    }

    /// <summary>A window, for the dead letter of a function that failed on it.</summary>
    public static byte[] Describe(WindowBounds window)
    {
        var buffer = new ArrayBufferWriter<byte>(128);
        using (var json = new Utf8JsonWriter(buffer, Options))
        {
            json.WriteStartObject();
            json.WriteString("window_start", Iso(window.Start));
            json.WriteString("window_end", Iso(window.End));
            json.WriteNumber("revision", window.Revision);
            json.WriteStartArray("key");
            foreach (var value in window.Key) json.WriteStringValue(value.ToString());
            json.WriteEndArray();
            json.WriteEndObject();
        }

        return buffer.WrittenSpan.ToArray();
    }

    /// <summary>A joined event or a window, or nothing.</summary>
    public static byte[] Describe(EdgeEvent? joined, WindowBounds? window) =>
        joined is not null ? Describe(joined) : window is not null ? Describe(window) : [];

    /// <summary>A joined event, for the dead letter of a function that failed on it.</summary>
    public static byte[] Describe(EdgeEvent joined)
    {
        var buffer = new ArrayBufferWriter<byte>(256);
        using (var json = new Utf8JsonWriter(buffer, Options))
        {
            json.WriteStartObject();
            json.WriteString("time", Iso(joined.Time));
            json.WriteNumber("revision", joined.Revision);
            json.WriteStartObject("fields");
            foreach (var field in joined.Fields) Write(json, field.Key, field.Value);
            json.WriteEndObject();
            json.WriteEndObject();
        }

        return buffer.WrittenSpan.ToArray();
    }

    public static void Write(Utf8JsonWriter json, string name, in FieldValue value)
    {
        switch (value.Kind)
        {
            case FieldKind.Number: json.WriteNumber(name, value); break;
            case FieldKind.Boolean: json.WriteBoolean(name, value.AsBoolean); break;
            case FieldKind.Text: json.WriteString(name, value.AsText); break;
            default: json.WriteNull(name); break;
        }
    }

    /// <summary>An instant as local messages have it.</summary>
    public static string Iso(DateTimeOffset time) =>
        time.UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss.FFFFFFF'Z'", CultureInfo.InvariantCulture);
}
