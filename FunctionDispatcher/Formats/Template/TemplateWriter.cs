using System.Buffers;
using System.Diagnostics.CodeAnalysis;
using System.Globalization;
using System.Text;
using System.Text.RegularExpressions;
using EventEdge.Contracts.Measurements;
using EventEdge.FunctionDispatcher.Outputs;

namespace EventEdge.FunctionDispatcher.Formats.Template;

/// <summary>Fills the names of a text with a result's values.</summary>
internal sealed partial class TemplateWriter : IResultWriter
{
    private readonly List<(string Text, bool IsName)> _parts = [];
    private readonly string? _missing;

    /// <param name="text">The text.</param>
    /// <param name="missing">What stands for a value that a result lacks; null: it cannot be written.</param>
    public TemplateWriter(string text, string? missing)
    {
        _missing = missing;
        var end = 0;
        foreach (Match name in Name().Matches(text))
        {
            if (name.Index > end) _parts.Add((text[end..name.Index], false));
            _parts.Add((name.Groups[1].Value, true));
            end = name.Index + name.Length;
        }

        if (end < text.Length) _parts.Add((text[end..], false));
    }

    public bool TryWrite(Point point, IBufferWriter<byte> output, [NotNullWhen(false)] out string? problem)
    {
        problem = null;
        foreach (var (text, isName) in _parts)
        {
            var value = isName ? ValueOf(point, text) ?? _missing : text;
            if (value is null) problem = $"the result has no '{text}' for the template";
            else Encoding.UTF8.GetBytes(value, output);
        }

        return problem is null;
    }

    // A tag or a field of the result goes before what every result has.
    private static string? ValueOf(Point point, string name)
    {
        foreach (var tag in point.Tags)
        {
            if (tag.Key == name) return tag.Value;
        }

        foreach (var field in point.Fields)
        {
            if (field.Key == name) return field.Value.Exists ? field.Value.ToString() : null;
        }

        return name switch
        {
            "time" => LocalPayload.Iso(point.Time),
            "window_end" => point.WindowEnd is { } end ? LocalPayload.Iso(end) : null,
            "revision" => point.Revision.ToString(CultureInfo.InvariantCulture),
            "measurement" when point.Measurement.Length > 0 => point.Measurement,
            _ => null,
        };
    }

    [GeneratedRegex(@"\{([A-Za-z_][A-Za-z0-9_.\-]*)\}")]
    private static partial Regex Name();
}
