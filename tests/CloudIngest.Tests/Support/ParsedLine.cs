using System.Globalization;
using System.Text;
using EventEdge.Contracts.Events;

namespace EventEdge.CloudIngest.Tests.Support;

/// <summary>
/// A reader of line protocol written from its public description, sharing nothing with the encoder: a backslash escapes a comma, an
/// equals sign or a space in names and tags, and a quote or a backslash inside a quoted text; a line ends at a newline outside of one.
/// </summary>
internal sealed record ParsedLine(
    string Measurement, IReadOnlyList<(string Name, string Value)> Tags, IReadOnlyList<(string Name, FieldValue Value)> Fields, long Time)
{
    public static ParsedLine Parse(string text)
    {
        Assert.False(text.StartsWith('#'), "a comment, not a line");
        var at = 0;
        var measurement = Name(text, ref at, ", ");
        var tags = new List<(string, string)>();
        while (text[at] == ',')
        {
            at++;
            var name = Name(text, ref at, "=");
            at++;
            tags.Add((name, Name(text, ref at, ", ")));
        }

        var fields = new List<(string, FieldValue)>();
        do
        {
            at++;
            var name = Name(text, ref at, "=");
            at++;
            fields.Add((name, Value(text, ref at)));
        }
        while (text[at] == ',');
        var time = long.Parse(text[(at + 1)..^1], CultureInfo.InvariantCulture);
        Assert.Equal('\n', text[^1]);
        return new ParsedLine(measurement, tags, fields, time);
    }

    private static string Name(string text, ref int at, string ends)
    {
        var name = new StringBuilder();
        for (; !ends.Contains(text[at], StringComparison.Ordinal); at++)
        {
            Assert.NotEqual('\n', text[at]);
            if (text[at] == '\\' && text[at + 1] is ',' or '=' or ' ') at++;
            name.Append(text[at]);
        }

        return name.ToString();
    }

    private static FieldValue Value(string text, ref int at)
    {
        if (text[at] == '"') return Quoted(text, ref at);
        var from = at;
        while (text[at] is not (',' or ' ')) at++;
        var word = text[from..at];
        if (word[^1] == 'i') return long.Parse(word.AsSpan(0, word.Length - 1), CultureInfo.InvariantCulture);
        return word is "true" or "false" ? word == "true" : double.Parse(word, CultureInfo.InvariantCulture);
    }

    private static FieldValue Quoted(string text, ref int at)
    {
        var value = new StringBuilder();
        for (at++; text[at] != '"'; at++)
        {
            if (text[at] == '\\' && text[at + 1] is '"' or '\\') at++;
            value.Append(text[at]);
        }

        at++;
        return value.ToString();
    }
}
