using EventEdge.Tests.Support;

namespace EventEdge.EndToEnd.Tests.Reference;

/// <summary>Stored windows against the reference, with the first differences by name.</summary>
internal static class Compare
{
    private const int ShownDifferences = 10;

    /// <summary>Reads the store until it agrees; when it does not within the limit, names the first differences.</summary>
    public static async Task MustBecomeAsync(
        string measurement, IReadOnlyDictionary<WindowKey, Stats> expected, Func<Task<IReadOnlyDictionary<WindowKey, Stats>>> read)
    {
        var stored = await read();
        try
        {
            await Eventually.IsTrue(async () => AreSame(expected, stored = await read()), measurement);
        }
        catch (Xunit.Sdk.XunitException)
        {
            var differences = Differences(expected, stored).Take(ShownDifferences);
            Assert.Fail($"{measurement}: {expected.Count} windows expected, {stored.Count} stored:\n  {string.Join("\n  ", differences)}");
        }
    }

    public static bool AreSame(IReadOnlyDictionary<WindowKey, Stats> expected, IReadOnlyDictionary<WindowKey, Stats> actual) =>
        !Differences(expected, actual).Any();

    private static IEnumerable<string> Differences(
        IReadOnlyDictionary<WindowKey, Stats> expected, IReadOnlyDictionary<WindowKey, Stats> actual)
    {
        foreach (var (key, stats) in expected)
        {
            if (!actual.TryGetValue(key, out var stored)) yield return $"{key}: missing, expected {stats}";
            else if (!stats.Agrees(stored)) yield return $"{key}: {stored}, expected {stats}";
        }

        foreach (var key in actual.Keys.Where(k => !expected.ContainsKey(k))) yield return $"{key}: not expected";
    }
}
