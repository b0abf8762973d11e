using System.Text.RegularExpressions;
using EventEdge.FunctionDispatcher.Configuration.Yaml;

namespace EventEdge.FunctionDispatcher.Cases;

/// <summary>Puts other expectations into the text of a file of cases, and leaves every other line as its author wrote it.</summary>
internal static partial class GoldenText
{
    /// <param name="file">The file as read.</param>
    /// <param name="expectations">What each case is to expect, in file order; null where it stays as it is.</param>
    /// <exception cref="FormatException">A case is written in one line.</exception>
    public static string Replace(CasesResult file, IReadOnlyList<IReadOnlyList<string>?> expectations)
    {
        var lines = Line().Matches(file.Text).Select(line => line.Value).ToList();
        var end = lines.Select(line => line[line.TrimEnd('\r', '\n').Length..]).FirstOrDefault("\n");
        if (end.Length == 0) end = "\n";
        if (lines.Count > 0 && lines[^1].TrimEnd('\r', '\n').Length == lines[^1].Length) lines[^1] += end;
        // From the end, so that the places further up stay right.
        for (var index = file.Config!.Cases.Count - 1; index >= 0; index--)
        {
            if (expectations[index] is { } expected) Replace(lines, file.Config.Cases[index], file.Map!, [.. expected], end);
        }

        return string.Concat(lines);
    }

    private static void Replace(List<string> lines, CaseConfig config, SourceMap map, string[] expected, string end)
    {
        var mapping = map.Find(config)!;
        var name = mapping.Entries[0].Key.Start;
        if (mapping.Entries.Count > 1 && mapping.Entries[1].Key.Start.Line == name.Line)
            throw new FormatException($"case '{config.Name}' in line {name.Line} is written in one line: give each of its keys a line");
        var place = mapping.Find("expect")?.Key.Start.Line - 1 ?? EndOf(lines, name.Line - 1, name.Column - 1);
        if (mapping.Find("expect") is not null) lines.RemoveRange(place, EndOf(lines, place, name.Column, listAt: name.Column - 1) - place);
        if (expected.Length > 0) lines.InsertRange(place, Block(expected, name.Column - 1).Select(line => line + end));
    }

    /// <summary>
    /// The first line behind a block whose lines are indented by <paramref name="indent"/> or more, or items at <paramref
    /// name="listAt"/>; trailing empty ones are not of it.
    /// </summary>
    private static int EndOf(List<string> lines, int start, int indent, int listAt = -1)
    {
        var end = start + 1;
        for (var i = end; i < lines.Count; i++)
        {
            if (lines[i].Trim().Length == 0) continue;
            var own = lines[i].Length - lines[i].TrimStart().Length;
            if (own < indent && !(own == listAt && lines[i].TrimStart().StartsWith("- ", StringComparison.Ordinal))) break;
            end = i + 1;
        }

        return end;
    }

    private static IEnumerable<string> Block(string[] expected, int indent)
    {
        yield return $"{new string(' ', indent)}expect:";
        foreach (var line in expected) yield return $"{new string(' ', indent + 2)}- {YamlQuotes.Of(line)}";
    }

    // What YAML takes for the end of a line, so that its numbers of lines are ours.
    [GeneratedRegex("(?:[^\r\n\u0085\u2028\u2029]*(?:\r\n|[\r\n\u0085\u2028\u2029]))|[^\r\n\u0085\u2028\u2029]+")]
    private static partial Regex Line();
}
