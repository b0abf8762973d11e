namespace EventEdge.FunctionDispatcher.Cases;

/// <summary>What has to be taken out of and put into a list of lines to get another one, by their longest common part.</summary>
internal static class LineDifference
{
    /// <summary>Most pairs of lines that are compared; beyond it everything differs.</summary>
    private const long PairLimit = 4_000_000;

    public static IReadOnlyList<string> Of(IReadOnlyList<string> expected, IReadOnlyList<string> actual)
    {
        if ((long)expected.Count * actual.Count > PairLimit) return [.. expected.Select(e => $"- {e}"), .. actual.Select(a => $"+ {a}")];
        var common = Common(expected, actual);
        var lines = new List<string>();
        for (int i = 0, j = 0; i < expected.Count || j < actual.Count;)
        {
            if (i < expected.Count && j < actual.Count && expected[i] == actual[j])
            {
                lines.Add($"  {expected[i]}");
                i++;
                j++;
            }
            else if (j == actual.Count || (i < expected.Count && common[i + 1, j] >= common[i, j + 1])) lines.Add($"- {expected[i++]}");
            else lines.Add($"+ {actual[j++]}");
        }

        return lines;
    }

    /// <summary>Length of the longest common part of what is left behind each pair of places.</summary>
    private static int[,] Common(IReadOnlyList<string> expected, IReadOnlyList<string> actual)
    {
        var common = new int[expected.Count + 1, actual.Count + 1];
        for (var i = expected.Count - 1; i >= 0; i--)
        {
            for (var j = actual.Count - 1; j >= 0; j--)
            {
                common[i, j] = expected[i] == actual[j] ? common[i + 1, j + 1] + 1 : Math.Max(common[i + 1, j], common[i, j + 1]);
            }
        }

        return common;
    }
}
