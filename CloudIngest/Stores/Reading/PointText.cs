using System.Buffers;
using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using EventEdge.Contracts.Events;
using EventEdge.Contracts.Measurements;

namespace EventEdge.CloudIngest.Stores.Reading;

/// <summary>Tags and fields as canonical JSON objects: equal lists give equal text.</summary>
internal static class PointText
{
    private const int BufferLimit = 4096;

    [ThreadStatic]
    private static (ArrayBufferWriter<byte>? Buffer, Utf8JsonWriter? Writer) _kept;

    private static readonly JsonWriterOptions Compact = new()
    { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping, SkipValidation = true };

    public static string Tags(IReadOnlyList<KeyValuePair<string, string>> tags) => Write(tags, static (writer, tags) =>
    {
        foreach (var (name, value) in Sorted(tags)) writer.WriteString(name, value);
    });

    public static string Fields(IReadOnlyList<KeyValuePair<string, FieldValue>> fields) => Write(fields, static (writer, fields) =>
    {
        foreach (var (name, value) in fields) WriteField(writer, name, value);
    });

    /// <summary>
    /// A point as JSON, and no more than the first bytes of it: neither its many values nor a long one are written out to be cut off.
    /// </summary>
    public static byte[] Json(Point point, int limit, out bool isCut)
    {
        var buffer = new ArrayBufferWriter<byte>();
        using var writer = new Utf8JsonWriter(buffer, Compact);
        writer.WriteStartObject();
        writer.WriteString("measurement", Cut(point.Measurement, limit));
        writer.WriteString("time", point.Time.ToString("O"));
        writer.WriteStartObject("tags");
        foreach (var (name, value) in Sorted(point.Tags))
        {
            if (writer.BytesCommitted + writer.BytesPending > limit) break;
            writer.WriteString(name, Cut(value, limit));
        }

        writer.WriteEndObject();
        writer.WriteStartObject("fields");
        foreach (var (name, value) in point.Fields)
        {
            if (writer.BytesCommitted + writer.BytesPending > limit) break;
            WriteField(writer, name, value.Kind == FieldKind.Text && value.AsText is { } text ? FieldValue.Of(Cut(text, limit)) : value);
        }

        writer.WriteEndObject();
        writer.WriteNumber("revision", point.Revision);
        writer.WriteEndObject();
        writer.Flush();
        isCut = buffer.WrittenCount > limit;
        return buffer.WrittenSpan[..Math.Min(buffer.WrittenCount, limit)].ToArray();
    }

    public static IReadOnlyList<KeyValuePair<string, string>> ReadTags(string text)
    {
        using var document = JsonDocument.Parse(text);
        return [.. document.RootElement.EnumerateObject().Select(tag => KeyValuePair.Create(tag.Name, tag.Value.GetString()!))];
    }

    /// <summary>Tags as files of format 1 have them, with the node that stood beside them.</summary>
    public static string WithNode(string tags, string node)
    {
        var read = ReadTags(tags);
        return read.Contains(new(NodeTag.Name, node)) ? tags : Tags(
            NodeTag.On(new Point { Measurement = string.Empty, Tags = read, Fields = [], Time = default }, node).Tags);
    }

    public static IReadOnlyList<KeyValuePair<string, FieldValue>> ReadFields(string text)
    {
        using var document = JsonDocument.Parse(text);
        return [.. document.RootElement.EnumerateObject().Select(field => KeyValuePair.Create(field.Name, ValueOf(field.Value)))];
    }

    /// <summary>Tags in ordinal order; a list already in order is returned as it is.</summary>
    public static IReadOnlyList<KeyValuePair<string, string>> Sorted(IReadOnlyList<KeyValuePair<string, string>> tags)
    {
        for (var i = 1; i < tags.Count; i++)
        {
            if (string.CompareOrdinal(tags[i - 1].Key, tags[i].Key) > 0) return [.. tags.OrderBy(tag => tag.Key, StringComparer.Ordinal)];
        }

        return tags;
    }

    // One character has a byte at least; half of a pair is written as what stands for no character.
    private static string Cut(string text, int limit) => text.Length <= limit ? text : text[..(limit + 1)];

    // Two of these for each point of every batch: what they are written with is kept.
    private static string Write<T>(T content, Action<Utf8JsonWriter, T> write)
    {
        var (buffer, writer) = (
            _kept.Buffer ?? new ArrayBufferWriter<byte>(BufferLimit), _kept.Writer ?? new Utf8JsonWriter(Stream.Null, Compact));
        _kept = default;
        writer.Reset(buffer);
        writer.WriteStartObject();
        write(writer, content);
        writer.WriteEndObject();
        writer.Flush();
        var text = Encoding.UTF8.GetString(buffer.WrittenSpan);
        if (buffer.Capacity > BufferLimit) return text;
        buffer.ResetWrittenCount();
        _kept = (buffer, writer);
        return text;
    }

    private static void WriteField(Utf8JsonWriter writer, string name, FieldValue value)
    {
        if (value.IsNumber && double.IsFinite(value.AsNumber)) writer.WriteNumber(name, value);
        else if (value.Kind == FieldKind.Boolean) writer.WriteBoolean(name, value.AsBoolean);
        else if (value.Kind == FieldKind.Text) writer.WriteString(name, value.AsText);
    }

    private static FieldValue ValueOf(JsonElement value) => value.ValueKind switch
    {
        JsonValueKind.Number => WholeNumber.Read(value),
        JsonValueKind.True => FieldValue.Of(true),
        JsonValueKind.False => FieldValue.Of(false),
        _ => FieldValue.Of(value.GetString()),
    };
}
