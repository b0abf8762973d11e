namespace EventEdge.FunctionDispatcher.Expressions;

/// <summary>What was perhaps meant by a misspelt word.</summary>
public static class Spelling
{
    /// <summary>Words longer than this are not compared.</summary>
    public const int LengthLimit = 256;

    /// <summary>The candidate nearest to a word, or null when none is near enough to be a slip of the fingers.</summary>
    public static string? Nearest(string word, IEnumerable<string> candidates)
    {
        if (word.Length > LengthLimit) return null;
        var (best, bestDistance) = ((string?)null, (Math.Max(word.Length, 3) / 3) + 1);
        foreach (var candidate in candidates)
        {
            if (candidate.Length > LengthLimit || Math.Abs(candidate.Length - word.Length) >= bestDistance) continue;
            var distance = Distance(word.ToLowerInvariant(), candidate.ToLowerInvariant());
            if (distance < bestDistance) (best, bestDistance) = (candidate, distance);
        }

        return best;
    }

    /// <summary>Damerau-Levenshtein distance: insertions, deletions, substitutions, and swaps of neighbours.</summary>
    public static int Distance(ReadOnlySpan<char> left, ReadOnlySpan<char> right)
    {
        var rows = new int[left.Length + 1, right.Length + 1];
        for (var i = 0; i <= left.Length; i++) rows[i, 0] = i;
        for (var j = 0; j <= right.Length; j++) rows[0, j] = j;
        for (var i = 1; i <= left.Length; i++)
        {
            for (var j = 1; j <= right.Length; j++)
            {
                var change = rows[i - 1, j - 1] + (left[i - 1] == right[j - 1] ? 0 : 1);
                rows[i, j] = Math.Min(change, Math.Min(rows[i - 1, j], rows[i, j - 1]) + 1);
                var swapped = i > 1 && j > 1 && left[i - 1] == right[j - 2] && left[i - 2] == right[j - 1];
                if (swapped) rows[i, j] = Math.Min(rows[i, j], rows[i - 2, j - 2] + 1);
            }
        }

        return rows[left.Length, right.Length];
    }
}
