using System.Globalization;
using System.Text;
using EventEdge.Contracts.Events;
using EventEdge.Contracts.Measurements;

namespace EventEdge.CloudIngest.Stores;

/// <summary>
/// Writes InfluxDB line protocol. Any text is safe: what has an escape is escaped, and what line protocol cannot express in a name or
/// tag (control characters, a backslash that would escape its neighbour, a leading #) becomes its visible Unicode picture, so that a
/// value can neither end a line nor add a tag. Texts in fields cross unchanged.
/// </summary>
internal static class LineProtocol
{
    private const char ControlPictures = '\u2400';
    private const char BackslashPicture = '\u29F5';
    private const char NumberSignPicture = '\uFF03';

    /// <summary>Appends a line. False, and nothing appended, when the point has no value a line can hold.</summary>
    public static bool TryAppend(StringBuilder text, NodePoint source, LinePrecision precision)
    {
        var start = text.Length;
        var point = source.Point;
        AppendName(text, point.Measurement, escapeEquals: false);
        if (text.Length == start) return false;
        foreach (var (name, value) in PointText.Sorted(point.Tags)) AppendTag(text, name, value);
        if (!AppendFields(text, source))
        {
            text.Length = start;
            return false;
        }

        text.Append(' ').Append(precision.Of(point.Time)).Append('\n');
        return true;
    }

    /// <summary>Whether the point has a name and at least one value a line can hold.</summary>
    public static bool CanExpress(Point point) => point.Measurement.Length > 0 && point.Fields.Any(field => field.Key.Length > 0 && IsStorable(field.Value));

    /// <summary>What a name or tag value reads as once it went through line protocol; most texts read as themselves.</summary>
    public static string Visible(string text)
    {
        var visible = new StringBuilder(text.Length);
        for (var i = 0; i < text.Length; i++) visible.Append(VisibleAt(text, i));
        return visible.ToString();
    }

    private static void AppendTag(StringBuilder text, string name, string value)
    {
        if (name.Length == 0 || value.Length == 0) return;
        text.Append(',');
        AppendName(text, name, escapeEquals: true);
        text.Append('=');
        AppendName(text, value, escapeEquals: true);
    }

    private static bool AppendFields(StringBuilder text, NodePoint source)
    {
        var separator = ' ';
        var named = false;
        foreach (var (name, value) in source.Point.Fields)
        {
            if (name.Length == 0 || !IsStorable(value)) continue;
            AppendField(text, separator, name, value);
            separator = ',';
            named |= name == "revision";
        }

        if (separator == ' ') return false;
        // Two results of one window differ by their revision: readable in the store, unless the function has a field of that name.
        if (!named) text.Append(",revision=").Append(source.Point.Revision);
        if (source.Point.Partial) text.Append(",partial=true");
        return true;
    }

    private static void AppendField(StringBuilder text, char separator, string name, FieldValue value)
    {
        text.Append(separator);
        AppendName(text, name, escapeEquals: true);
        text.Append('=');
        if (value.IsNumber) text.Append(CultureInfo.InvariantCulture, $"{value.AsNumber:R}");
        else if (value.Kind == FieldKind.Boolean) text.Append(value.AsBoolean ? "true" : "false");
        else text.Append('"').Append(value.AsText!.Replace("\\", "\\\\", StringComparison.Ordinal).Replace("\"", "\\\"", StringComparison.Ordinal)).Append('"');
    }

    private static void AppendName(StringBuilder text, string name, bool escapeEquals)
    {
        for (var i = 0; i < name.Length; i++)
        {
            var character = VisibleAt(name, i);
            if (character is ',' or ' ' || (character == '=' && escapeEquals)) text.Append('\\');
            text.Append(character);
        }
    }

    private static char VisibleAt(string text, int index) => text[index] switch
    {
        < ' ' and var control => (char)(ControlPictures + control),
        '\x7f' => '\u2421',
        '\\' when index + 1 == text.Length || text[index + 1] is ',' or ' ' or '=' or '\\' or '"' or < ' ' => BackslashPicture,
        '#' when index == 0 => NumberSignPicture,
        var character => character,
    };

    private static bool IsStorable(FieldValue value) => value.Exists && (!value.IsNumber || double.IsFinite(value.AsNumber));
}
