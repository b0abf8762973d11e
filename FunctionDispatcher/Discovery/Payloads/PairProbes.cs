using System.Globalization;
using System.Text.RegularExpressions;
using EventEdge.FunctionDispatcher.Discovery.Yaml;

namespace EventEdge.FunctionDispatcher.Discovery.Payloads;

/// <summary>Names and values: <c>a=1 b=2</c>, and the same with other separators.</summary>
internal sealed partial class KeyValueProbe : IPayloadProbe
{
    private static readonly (string Separator, string Assign)[] Forms =
        [(" ", "="), (";", "="), (",", "="), ("newline", "="), (";", ":"), (",", ":"), ("newline", ":"), ("&", "=")];

    /// <inheritdoc />
    public PayloadForm? Probe(PayloadSamples samples)
    {
        if (samples.Texts is not { } texts || !texts.All(t => Pair().IsMatch(t))) return null;
        foreach (var (separator, assign) in Forms)
        {
            var settings = new FlowMap { { "separator", separator == " " ? null : separator }, { "assign", assign == "=" ? null
                : assign } };
            var form = new PayloadForm("key_value", "pairs of name and value") { Settings = settings };
            // One pair alone is one by '=' only; a value in which another '=' stands was cut wrongly.
            var least = assign == "=" && texts.All(t => t.Count(c => c == '=') == 1) ? 1 : 2;
            if (samples.Confirm(form, fields => Means(fields, least)) is { Doubt: null } confirmed) return confirmed;
        }

        return null;
    }

    private static bool Means(IEnumerable<KeyValuePair<string, Contracts.Events.FieldValue>> fields, int least)
    {
        var all = fields.ToList();
        return all.Count >= least && all.TrueForAll(f => Name().IsMatch(f.Key) && f.Value.AsText?.Contains('=',
            StringComparison.Ordinal) != true);
    }

    [GeneratedRegex(@"\A\s*[A-Za-z_][\w.\-/ ]*\s*[=:]")]
    private static partial Regex Pair();

    [GeneratedRegex(@"\A[A-Za-z_][\w.\-/]*\z")]
    private static partial Regex Name();
}

/// <summary>Rows and columns, with a first row of names or without.</summary>
internal sealed partial class CsvProbe : IPayloadProbe
{
    private static readonly (char Character, string Word)[] Delimiters = [(';', ";"), ('\t', "tab"), ('|', "|"), (',', ",")];

    /// <inheritdoc />
    public PayloadForm? Probe(PayloadSamples samples)
    {
        if (samples.Texts is not { } texts) return null;
        var rows = texts.Select(t => t.Split('\n').Select(l => l.Trim('\r', ' ')).Where(l => l.Length > 0).ToList()).ToList();
        foreach (var (character, word) in Delimiters)
        {
            var columns = rows[0].Count > 0 ? rows[0][0].Count(c => c == character) + 1 : 0;
            if (columns < 2 || rows.Exists(r => r.Exists(l => l.Count(c => c == character) + 1 != columns))) continue;
            if (FormOf(rows, character, word) is { } form && samples.Confirm(form) is { } confirmed) return confirmed;
        }

        return null;
    }

    private static PayloadForm? FormOf(List<List<string>> rows, char delimiter, string word)
    {
        var hasHeader = rows.TrueForAll(r => r.Count > 1 && r[0] == rows[0][0]) && rows[0][0].Split(delimiter).All(c =>
            Name().IsMatch(c.Trim('"')));
        var cells = rows.SelectMany(r => r.Skip(hasHeader ? 1 : 0)).SelectMany(l => l.Split(delimiter)).Select(c => c.Trim()).ToList();
        var isComma = delimiter != ',' && cells.Exists(c => Comma().IsMatch(c));
        // Words alone are rather a sentence than a table.
        if (!hasHeader && !cells.Exists(c => IsNumber(c) || Comma().IsMatch(c))) return null;
        var columns = hasHeader ? null : rows[0][0].Split(delimiter).Select((_, i) => $"column{i + 1}").ToList();
        return new("csv", hasHeader ? "rows of CSV behind their names" : "rows of CSV without names")
        {
            Settings = new FlowMap
            {
                { "columns", columns }, { "delimiter", word == "," ? null : word }, { "decimal", isComma ? "comma" : null },
            },
            Doubt = hasHeader ? null : "what the columns are is not said: name them",
        };
    }

    private static bool IsNumber(string text) => double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out _);

    [GeneratedRegex(@"\A[A-Za-z_][^\d]*[\w %°()/.]*\z")]
    private static partial Regex Name();

    [GeneratedRegex(@"\A[+-]?\d+,\d+\z")]
    private static partial Regex Comma();
}

/// <summary>Maps of names and values in CBOR or MessagePack, alone or as a list.</summary>
internal sealed class BinaryMapProbe : IPayloadProbe
{
    /// <inheritdoc />
    public PayloadForm? Probe(PayloadSamples samples)
    {
        if (samples.Messages.All(m => m.Payload.Span[0] is (>= 0xa0 and <= 0xbf) or 0xd9)) return Confirm(samples, new("cbor",
            "one map in CBOR"));
        if (samples.Messages.All(m => m.Payload.Span[0] is (>= 0x80 and <= 0x8f) or 0xde or 0xdf)
            && Confirm(samples, new("messagepack", "one map in MessagePack")) is { } map) return map;
        var each = new FlowMap { { "each", "." } };
        if (samples.Messages.All(m => m.Payload.Span[0] is >= 0x80 and <= 0x9f)
            && Confirm(samples, new("cbor", "a list of maps in CBOR") { Settings = each }) is { } list) return list;
        return samples.Messages.All(m => m.Payload.Span[0] is (>= 0x90 and <= 0x9f) or 0xdc or 0xdd)
            ? Confirm(samples, new("messagepack", "a list of maps in MessagePack") { Settings = each })
            : null;
    }

    private static PayloadForm? Confirm(PayloadSamples samples, PayloadForm form) =>
        samples.Confirm(form, fields => fields.Any(f => f.Key.Any(char.IsAsciiLetter)));
}
