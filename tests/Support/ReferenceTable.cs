namespace EventEdge.Tests.Support;

/// <summary>
/// A table of a reference page between two marks, kept equal to what is there. To rewrite it: <c>EVENTEDGE_REWRITE=1</c>.
/// </summary>
public static class ReferenceTable
{
    public static void MustBe(string page, string mark, string table)
    {
        var file = Repository.File(page);
        var text = File.ReadAllText(file);
        var (begin, end) = ($"<!-- {mark} -->\n", $"<!-- end of {mark} -->");
        var (first, last) = (text.IndexOf(begin, StringComparison.Ordinal) + begin.Length, text.IndexOf(end, StringComparison.Ordinal));
        if (Environment.GetEnvironmentVariable("EVENTEDGE_REWRITE") == "1") File.WriteAllText(file, text[..first] + table + text[last..]);
        else Assert.Equal(table, text[first..last]);
    }
}
