using System.Buffers;
using System.Globalization;
using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using EventEdge.CloudIngest.Stores.Reading;
using EventEdge.Contracts.Events;

namespace EventEdge.StoreAccess;

/// <summary>A stored point as one line.</summary>
internal static class PointLine
{
    private static readonly JsonWriterOptions Readable = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    /// <summary><c>{"time":…,"tags":{},"fields":{},"revision":0,"window_end":…}</c>; <c>partial</c> only where it is true.</summary>
    public static string Json(StoredPoint point)
    {
        var buffer = new ArrayBufferWriter<byte>(256);
        using (var json = new Utf8JsonWriter(buffer, Readable))
        {
            json.WriteStartObject();
            json.WriteString("time", Iso(point.Time));
            json.WriteStartObject("tags");
            foreach (var (name, value) in point.Tags) json.WriteString(name, value);
            json.WriteEndObject();
            json.WriteStartObject("fields");
            foreach (var (name, value) in point.Fields) Write(json, name, value);
            json.WriteEndObject();
            json.WriteNumber("revision", point.Revision);
            if (point.WindowEnd is { } end) json.WriteString("window_end", Iso(end));
            else json.WriteNull("window_end");
            if (point.Partial) json.WriteBoolean("partial", true);
            json.WriteEndObject();
        }

        return Encoding.UTF8.GetString(buffer.WrittenSpan);
    }

    /// <summary>Time, tags and fields for people.</summary>
    public static string Text(StoredPoint point) => string.Join("  ",
    [
        Iso(point.Time),
        .. point.Tags.Select(tag => $"{tag.Key}={tag.Value}"),
        .. point.Fields.Select(field => $"{field.Key}={field.Value}"),
        .. point.Revision > 0 ? (string[])[$"(revision {point.Revision})"] : [],
    ]);

    private static void Write(Utf8JsonWriter json, string name, FieldValue value)
    {
        if (value.IsNumber) json.WriteNumber(name, value);
        else if (value.Kind == FieldKind.Boolean) json.WriteBoolean(name, value.AsBoolean);
        else if (value.AsText is { } text) json.WriteString(name, text);
        else json.WriteNull(name);
    }

    private static string Iso(DateTimeOffset time) =>
        time.ToUniversalTime().ToString("yyyy-MM-dd'T'HH:mm:ss.FFFFFFF'Z'", CultureInfo.InvariantCulture);
}
