using EventEdge.FunctionDispatcher.Configuration;

namespace EventEdge.FunctionDispatcher.Cases;

/// <summary>Puts other expectations into the text of a file of cases, and leaves every other line as its author wrote it.</summary>
internal static class GoldenText
{
    /// <exception cref="FormatException">A case is written in one line.</exception>
    public static string Replace(CasesResult file, IReadOnlyDictionary<string, IReadOnlyList<string>> expectations)
    {
        var lines = file.Text.Split('\n').Select(l => l.TrimEnd('\r')).ToList();
        // From the end, so that the places further up stay right.
        foreach (var config in file.Config!.Cases.Reverse())
        {
            if (expectations.TryGetValue(config.Name, out var expected)) Replace(lines, config, file.Map!, expected);
        }

        return string.Join('\n', lines);
    }

    private static void Replace(List<string> lines, CaseConfig config, SourceMap map, IReadOnlyList<string> expected)
    {
        var mapping = map.Find(config)!;
        var name = mapping.Entries[0].Key.Start;
        if (mapping.Entries.Count > 1 && mapping.Entries[1].Key.Start.Line == name.Line)
            throw new FormatException($"case '{config.Name}' in line {name.Line} is written in one line: give each of its keys a line");
        var place = mapping.Find("expect")?.Key.Start.Line - 1 ?? EndOf(lines, name.Line - 1, name.Column - 1);
        if (mapping.Find("expect") is not null) lines.RemoveRange(place, EndOf(lines, place, name.Column, listAt: name.Column - 1) - place);
        if (expected.Count > 0) lines.InsertRange(place, Block(expected, name.Column - 1));
    }

    /// <summary>The first line behind a block whose lines are indented by <paramref name="indent"/> or more, or items at <paramref name="listAt"/>; trailing empty ones are not of it.</summary>
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

    private static IEnumerable<string> Block(IReadOnlyList<string> expected, int indent)
    {
        yield return $"{new string(' ', indent)}expect:";
        foreach (var line in expected) yield return $"{new string(' ', indent + 2)}- '{line.Replace("'", "''", StringComparison.Ordinal)}'";
    }
}
