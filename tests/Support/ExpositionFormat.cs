using System.Globalization;
using System.Text.RegularExpressions;

namespace EventEdge.Tests.Support;

/// <summary>A strict reader of the Prometheus text format, written from its description and not from our writer.</summary>
internal sealed partial class ExpositionFormat
{
    public List<(string Name, string Type)> Families { get; } = [];

    public Dictionary<string, string> Help { get; } = [];

    public List<(string Name, Dictionary<string, string> Labels, double Value)> Samples { get; } = [];

    public static ExpositionFormat Parse(string text)
    {
        Assert.EndsWith("\n", text);
        var page = new ExpositionFormat();
        foreach (var line in text.Split('\n')[..^1])
        {
            if (line.StartsWith("# TYPE ", StringComparison.Ordinal)) page.Declare(line.Split(' '));
            else if (line.StartsWith("# HELP ", StringComparison.Ordinal)) page.Help.Add(line.Split(' ', 4)[2], line.Split(' ', 4)[3]);
            else page.Read(line);
        }

        return page;
    }

    public double Value(string name, params (string Name, string Value)[] labels) => Assert.Single(
        Samples, sample => sample.Name == name && labels.All(label => sample.Labels.GetValueOrDefault(label.Name) == label.Value)).Value;

    /// <summary>The families as a table for the reference page.</summary>
    public string ToTable() => string.Concat(Families.OrderBy(family => family.Name, StringComparer.Ordinal).Select(family =>
        $"| `{family.Name}` | {family.Type} | {string.Join(", ", LabelsOf(family.Name))} | {Help[family.Name]} |\n"));

    private IEnumerable<string> LabelsOf(string family) => Samples
        .Where(sample => BaseName(sample.Name) == family).SelectMany(sample => sample.Labels.Keys).Where(label => label != "le").Distinct()
            .Order(StringComparer.Ordinal).Select(label => $"`{label}`");

    // The parts of a histogram have names of their own.
    private string BaseName(string sample) => Families.Where(f => f.Type == "histogram").Select(f => f.Name)
        .FirstOrDefault(f => sample == f + "_bucket" || sample == f + "_sum" || sample == f + "_count") ?? sample;

    private void Declare(string[] words)
    {
        Assert.Equal(4, words.Length);
        Assert.Contains(words[3], (string[])["counter", "gauge", "histogram"]);
        Assert.DoesNotContain(Families, family => family.Name == words[2]);
        Families.Add((words[2], words[3]));
    }

    private void Read(string line)
    {
        var match = Sample().Match(line);
        Assert.True(match.Success, $"not a sample: {line}");
        Assert.Equal(Families[^1].Name, BaseName(match.Groups["name"].Value));
        var labels = Label().Matches(match.Groups["labels"].Value)
            .ToDictionary(label => label.Groups["name"].Value, label => Unescape(label.Groups["value"].Value));
        Samples.Add((match.Groups["name"].Value, labels, double.Parse(match.Groups["value"].Value, CultureInfo.InvariantCulture)));
    }

    private static string Unescape(string text) =>
        Escape().Replace(text, match => match.Value switch { @"\n" => "\n", "\\\"" => "\"", _ => "\\" });

    [GeneratedRegex(
        """^(?<name>[a-zA-Z_:][a-zA-Z0-9_:]*)(\{(?<labels>([a-zA-Z_][a-zA-Z0-9_]*="([^"\\]|\\["\\n])*",?)*)\})?""" +
        """ (?<value>[-+0-9.eE]+|NaN|[+-]Inf)$""")]
    private static partial Regex Sample();

    [GeneratedRegex("""(?<name>[a-zA-Z_][a-zA-Z0-9_]*)="(?<value>([^"\\]|\\["\\n])*)"(,|$)""")]
    private static partial Regex Label();

    [GeneratedRegex("""\\["\\n]""")]
    private static partial Regex Escape();
}
