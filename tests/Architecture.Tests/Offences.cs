namespace EventEdge.Architecture.Tests;

/// <summary>A rule that names every offender, one a line, so that a failure reads as a list of things to mend.</summary>
internal static class Offences
{
    public static void MustBeEmpty(IEnumerable<string> offences, string rule)
    {
        var found = offences.ToList();
        if (found.Count > 0) Assert.Fail($"{rule}\n  {string.Join("\n  ", found)}");
    }

    /// <summary>Guards against a rule that passes because it looked at nothing.</summary>
    public static IReadOnlyList<T> MustNotBeEmpty<T>(IEnumerable<T> items, string what)
    {
        var list = items.ToList();
        Assert.True(list.Count > 0, $"the rule found no {what} to look at");
        return list;
    }
}
