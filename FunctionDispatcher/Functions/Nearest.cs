namespace EventEdge.FunctionDispatcher.Functions;

/// <summary>Guesses what a mistyped name was meant to be.</summary>
internal static class Nearest
{
    private const int MeasuredLengthLimit = 256;

    /// <summary><c>; did you mean 'x'?</c>, or else the list of names when it is short, or else nothing.</summary>
    public static string Hint(string name, IReadOnlyCollection<string> names)
    {
        if (To(name, names) is { } nearest) return $"; did you mean '{nearest}'?";
        return names.Count is > 0 and <= 12 ? $"; known are {string.Join(", ", names)}" : string.Empty;
    }

    /// <summary>
    /// The name with the fewest letters changed, if that is at most about a third of them and no more than four; ignores case. The last part of
    /// a dotted name stands for the whole.
    /// </summary>
    public static string? To(string name, IEnumerable<string> names)
    {
        var allowed = Math.Clamp((name.Length + 1) / 3, 1, 4);
        return names.Select(candidate => (candidate, distance: Distance(name, candidate)))
            .Where(pair => pair.distance <= allowed)
            .OrderBy(pair => pair.distance)
            .Select(pair => pair.candidate)
            .FirstOrDefault();
    }

    private static int Distance(string left, string right)
    {
        if (right.EndsWith($".{left}", StringComparison.OrdinalIgnoreCase)) return 0;
        if (left.Length > MeasuredLengthLimit || right.Length > MeasuredLengthLimit) return int.MaxValue;
        var above = Enumerable.Range(0, right.Length + 1).ToArray();
        for (var i = 1; i <= left.Length; i++)
        {
            var diagonal = above[0];
            above[0] = i;
            for (var j = 1; j <= right.Length; j++)
            {
                var same = char.ToLowerInvariant(left[i - 1]) == char.ToLowerInvariant(right[j - 1]);
                var replaced = diagonal + (same ? 0 : 1);
                diagonal = above[j];
                above[j] = Math.Min(replaced, Math.Min(above[j], above[j - 1]) + 1);
            }
        }

        return above[right.Length];
    }
}
