using System.Globalization;
using System.Text;
using EventEdge.CloudIngest.Stores.Reading;
using EventEdge.Contracts.Events;
using EventEdge.Contracts.Measurements;

namespace EventEdge.CloudIngest.Stores.Line;

/// <summary>
/// Writes InfluxDB line protocol. Any text is safe: what has an escape is escaped, and what line protocol cannot express (control
/// characters anywhere, and in a name or tag a backslash that would escape its neighbour or a leading #) becomes its visible Unicode
/// picture, so that a value can neither end a line nor add a tag, and different names stay different. Servers differ in whether a line ends
/// within quotes, so a text in a field cannot hold an end either.
/// </summary>
internal static class LineProtocol
{
    private const string Revision = "revision";
    private const string Partial = "partial";
    private const char ControlPictures = '\u2400';
    private const char DeletePicture = '\u2421';
    private const char BackslashPicture = '\u29F5';
    private const char NumberSignPicture = '\uFF03';

    // Stands before a picture that a name really holds, and before a number from 1 to 32 for one of the rarer control characters: two
    // names stay two.
    private const char Sign = '\u2426';
    private const char FirstNumber = '\u2460';

    /// <summary>
    /// Appends a line; a whole number is an integer where <paramref name="isInteger"/> says of measurement and field that they hold
    /// integers, else a float. False, and nothing appended, when the point has no value a line can hold.</summary>
    public static bool TryAppend(
        StringBuilder text, NodePoint source, LinePrecision precision, Func<string, string, bool>? isInteger = null)
    {
        var start = text.Length;
        var point = source.Point;
        AppendName(text, point.Measurement, escapeEquals: false);
        if (text.Length == start) return false;
        foreach (var (name, value) in PointText.Sorted(point.Tags)) AppendTag(text, name, value);
        if (!AppendFields(text, source, isInteger))
        {
            text.Length = start;
            return false;
        }

        text.Append(' ').Append(precision.Of(point.Time)).Append('\n');
        return true;
    }

    /// <summary>Whether the point has a name and at least one value a line can hold.</summary>
    public static bool CanExpress(Point point) =>
        point.Measurement.Length > 0 && point.Fields.Any(field => field.Key.Length > 0 && IsStorable(field.Value));

    /// <summary>The fields a line of the point has, those of its revision and of a part included.</summary>
    public static IEnumerable<KeyValuePair<string, FieldValue>> Fields(Point point)
    {
        var (hasRevision, hasPartial) = (false, !point.Partial);
        foreach (var field in point.Fields)
        {
            if (field.Key.Length == 0 || !IsStorable(field.Value)) continue;
            hasRevision |= field.Key == Revision;
            hasPartial |= field.Key == Partial;
            yield return field;
        }

        if (!hasRevision) yield return new(Revision, point.Revision);
        if (!hasPartial) yield return new(Partial, true);
    }

    /// <summary>What a name or tag value reads as once it went through line protocol; most texts read as themselves.</summary>
    public static string Visible(string text)
    {
        var at = 0;
        while (at < text.Length && VisibleAt(text, at) is { Sign: false, Character: var same } && same == text[at]) at++;
        if (at == text.Length) return text;
        var visible = new StringBuilder(text, 0, at, text.Length + 8);
        for (; at < text.Length; at++)
        {
            var (isSigned, character) = VisibleAt(text, at);
            if (isSigned) visible.Append(Sign);
            visible.Append(character);
        }

        return visible.ToString();
    }

    /// <summary>Bytes of measurement and tags as a server counts them, escapes included; never less.</summary>
    public static int KeySize(Point point)
    {
        var size = 3 * (point.Measurement.Length + point.Tags.Sum(tag => tag.Key.Length + tag.Value.Length + 2));
        // Most keys are so short that nothing needs to be counted.
        return size < 10_000 ? size : Bytes(point.Measurement) + point.Tags.Sum(tag => Bytes(tag.Key) + Bytes(tag.Value) + 2);

        static int Bytes(string text) => Encoding.UTF8.GetByteCount(Visible(text)) + text.Count(c => c is ',' or ' ' or '=');
    }

    private static void AppendTag(StringBuilder text, string name, string value)
    {
        if (name.Length == 0 || value.Length == 0) return;
        text.Append(',');
        AppendName(text, name, escapeEquals: true);
        text.Append('=');
        AppendName(text, value, escapeEquals: true);
    }

    private static bool AppendFields(StringBuilder text, NodePoint source, Func<string, string, bool>? isInteger)
    {
        var separator = ' ';
        var (named, isPart) = (false, source.Point.Partial);
        foreach (var (name, value) in source.Point.Fields)
        {
            if (name.Length == 0 || !IsStorable(value)) continue;
            AppendField(text, separator, name, value, isInteger?.Invoke(source.Point.Measurement, name) ?? false);
            separator = ',';
            named |= name == Revision;
            isPart &= name != Partial;
        }

        if (separator == ' ') return false;
        // Two results of one window differ by their revision: readable in the store, unless the function has a field of that name.
        if (!named) text.Append(",revision=").Append(source.Point.Revision);
        if (isPart) text.Append(",partial=true");
        return true;
    }

    private static void AppendField(StringBuilder text, char separator, string name, FieldValue value, bool isInteger)
    {
        text.Append(separator);
        AppendName(text, name, escapeEquals: true);
        text.Append('=');
        if (isInteger && value.TryGetWhole(out var whole)) text.Append(CultureInfo.InvariantCulture, $"{whole}i");
        else if (value.IsNumber) text.Append(CultureInfo.InvariantCulture, $"{value.AsNumber:R}");
        else if (value.Kind == FieldKind.Boolean) text.Append(value.AsBoolean ? "true" : "false");
        else AppendText(text, value.AsText!);
    }

    private static void AppendText(StringBuilder text, string value)
    {
        text.Append('"');
        foreach (var character in value)
        {
            if (character is '"' or '\\') text.Append('\\');
            text.Append(PictureOf(character));
        }

        text.Append('"');
    }

    private static void AppendName(StringBuilder text, string name, bool escapeEquals)
    {
        for (var i = 0; i < name.Length; i++)
        {
            var (isSigned, character) = VisibleAt(name, i);
            if (isSigned) text.Append(Sign);
            else if (character is ',' or ' ' || (character == '=' && escapeEquals)) text.Append('\\');
            text.Append(character);
        }
    }

    private static (bool Sign, char Character) VisibleAt(string text, int index) => text[index] switch
    {
        '\\' when index + 1 == text.Length || text[index + 1] is ',' or ' ' or '=' or '\\' or '"' or < ' ' => (false, BackslashPicture),
        '#' when index == 0 => (false, NumberSignPicture),
        NumberSignPicture => (index == 0, NumberSignPicture),
        >= ControlPictures and <= DeletePicture or BackslashPicture or Sign => (true, text[index]),
        >= '\x80' and < '\xa0' => (true, (char)(FirstNumber + (text[index] - '\x80'))),
        var character => (false, PictureOf(character)),
    };

    private static char PictureOf(char character) => character switch
    {
        < ' ' => (char)(ControlPictures + character),
        '\x7f' => DeletePicture,
        >= '\x80' and < '\xa0' => '\ufffd',
        _ => character,
    };

    private static bool IsStorable(FieldValue value) => value.Exists && (!value.IsNumber || double.IsFinite(value.AsNumber));
}
