using System.Buffers;
using System.Diagnostics.CodeAnalysis;
using System.Text.Encodings.Web;
using System.Text.Json;
using EventEdge.Contracts.Events;
using EventEdge.Contracts.Measurements;

namespace EventEdge.FunctionDispatcher.Formats.Senml;

/// <summary>
/// Writes a result as a SenML pack: the base name holds the tags' values in the order of their names, and each field is a record. A name
/// that SenML cannot have is a problem, not another name.
/// </summary>
internal sealed class SenmlWriter(SenmlFormatConfig config, ResultOrigin origin) : IResultWriter
{
    // An earlier time would be read as one relative to the receipt.
    private static readonly DateTimeOffset FirstTime = DateTimeOffset.FromUnixTimeSeconds(1 << 28);

    private static readonly JsonWriterOptions Options = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    private readonly string _prefix = config.BaseName ?? $"urn:eventedge:{origin.Node}:{origin.Binding}:";

    public bool TryWrite(Point point, IBufferWriter<byte> output, [NotNullWhen(false)] out string? problem)
    {
        var baseName = _prefix + string.Concat(point.Tags.Select(t => $"{t.Value}:"));
        problem = Problem(point, baseName);
        if (problem is not null) return false;
        using var json = new Utf8JsonWriter(output, Options);
        json.WriteStartArray();
        var count = 0;
        foreach (var (name, value) in point.Fields.Where(f => f.Value.Exists))
        {
            json.WriteStartObject();
            if (count++ == 0) WriteBase(json, baseName, point.Time);
            json.WriteString("n"u8, name);
            if (config.Units?.TryGetValue(name, out var unit) == true) json.WriteString("u"u8, unit);
            WriteValue(json, value);
            json.WriteEndObject();
        }

        json.WriteEndArray();
        return true;
    }

    private static void WriteBase(Utf8JsonWriter json, string name, DateTimeOffset time)
    {
        json.WriteString("bn"u8, name);
        // A decimal holds every tick.
        json.WriteNumber("bt"u8, (time.UtcTicks - DateTime.UnixEpoch.Ticks) / (decimal)TimeSpan.TicksPerSecond);
    }

    private static void WriteValue(Utf8JsonWriter json, in FieldValue value)
    {
        switch (value.Kind)
        {
            case FieldKind.Text: json.WriteString("vs"u8, value.AsText); break;
            case FieldKind.Boolean: json.WriteBoolean("vb"u8, value.AsBoolean); break;
            default: json.WriteNumber("v", value); break;
        }
    }

    private static string? Problem(Point point, string baseName)
    {
        if (!point.Fields.Any(f => f.Value.Exists)) return "SenML needs a value, and the result has none";
        if (point.Time < FirstTime) return $"SenML reads a time before {FirstTime:yyyy-MM-dd} as one from now on";
        if (!char.IsAsciiLetterOrDigit(baseName[0]) || FirstOther(baseName) is not null)
            return $"SenML cannot have the name '{baseName}': letters, digits and - : . / _, a letter or digit first";
        return point.Fields.Where(f => f.Value.Exists).Select(f => FirstOther(f.Key) is { } other
            ? $"SenML cannot have the name '{f.Key}': it has the character '{other}'" : null).FirstOrDefault(p => p is not null);
    }

    private static char? FirstOther(string name)
    {
        foreach (var one in name)
        {
            if (!char.IsAsciiLetterOrDigit(one) && one is not ('-' or ':' or '.' or '/' or '_')) return one;
        }

        return null;
    }
}
