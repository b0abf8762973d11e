namespace EventEdge.EndToEnd.Tests.Reference;

/// <summary>Stored windows against the reference, with the first differences by name.</summary>
internal static class Compare
{
    private const int ShownDifferences = 10;

    public static void Same(IReadOnlyDictionary<WindowKey, Stats> expected, IReadOnlyDictionary<WindowKey, Stats> actual)
    {
        var differences = Differences(expected, actual).Take(ShownDifferences).ToList();
        if (differences.Count > 0) Assert.Fail($"{expected.Count} windows expected, {actual.Count} stored:\n  {string.Join("\n  ", differences)}");
    }

    public static bool AreSame(IReadOnlyDictionary<WindowKey, Stats> expected, IReadOnlyDictionary<WindowKey, Stats> actual) =>
        !Differences(expected, actual).Any();

    private static IEnumerable<string> Differences(IReadOnlyDictionary<WindowKey, Stats> expected, IReadOnlyDictionary<WindowKey, Stats> actual)
    {
        foreach (var (key, stats) in expected)
        {
            if (!actual.TryGetValue(key, out var stored)) yield return $"{key}: missing, expected {stats}";
            else if (!stats.Agrees(stored)) yield return $"{key}: {stored}, expected {stats}";
        }

        foreach (var key in actual.Keys.Where(k => !expected.ContainsKey(k))) yield return $"{key}: not expected";
    }
}
