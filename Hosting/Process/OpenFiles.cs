using System.Globalization;

namespace EventEdge.Hosting.Process;

/// <summary>How many files and sockets the process may have open (<c>ulimit -n</c>), against what it needs.</summary>
internal static class OpenFiles
{
    /// <summary>Files a node has open without a single client: its program, stores, logs and pages.</summary>
    private const int NodeUse = 320;

    private const int FewestClients = 32;
    private const int CommandUse = 128;

    /// <summary>The limit; null where the system does not tell, or has none.</summary>
    public static int? Limit { get; } = Read();

    /// <summary>What to say when a process cannot run within the limit; null when it can.</summary>
    /// <param name="isNode">It is a node's, and not a tool's.</param>
    public static string? Shortage(bool isNode)
    {
        var needed = isNode ? NodeUse + FewestClients : CommandUse;
        return Limit is { } limit && limit < needed
            ? $"the process may open {limit} files and needs {needed}: raise the limit (ulimit -n 1024, LimitNOFILE= of a systemd unit, "
                + "--ulimit nofile= of a container)"
            : null;
    }

    /// <summary>As many clients as fit into the limit, at most those wanted.</summary>
    public static int ClientsWithin(int wanted) => Limit is { } limit ? Math.Clamp(limit - NodeUse, 1, wanted) : wanted;

    private static int? Read()
    {
        try
        {
            foreach (var line in File.ReadLines("/proc/self/limits"))
            {
                if (!line.StartsWith("Max open files", StringComparison.Ordinal)) continue;
                var soft = line["Max open files".Length..].Split(' ', StringSplitOptions.RemoveEmptyEntries)[0];
                return int.TryParse(soft, NumberStyles.None, CultureInfo.InvariantCulture, out var limit) ? limit : null;
            }
        }
        catch (Exception unknown) when (unknown is IOException or UnauthorizedAccessException)
        {
            // Not Linux.
        }

        return null;
    }
}
