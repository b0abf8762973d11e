namespace EventEdge.FunctionDispatcher.Runtimes.Process;

/// <summary>Says how a worker ended.</summary>
internal static class WorkerExit
{
    private const int NotFound = 127;
    private const int NotExecutable = 126;

    /// <summary>Whether the shell says that there was nothing to run.</summary>
    public static bool NeverRan(int? exitCode) => exitCode is NotFound or NotExecutable;

    /// <summary>One sentence.</summary>
    /// <param name="exitCode">Its exit code; null while it runs.</param>
    /// <param name="neverRan">Whether there was nothing to run.</param>
    /// <param name="line">What it has closed.</param>
    /// <param name="program">The program, as the binding names it.</param>
    public static string Sentence(int? exitCode, bool neverRan, string line, string program) => exitCode switch
    {
        null => $"it closed {line}",
        NotFound when neverRan =>
            $"'{program}' is not on this machine, or not where programs are looked for (PATH): install it, or give its whole path",
        var code when neverRan => $"'{program}' cannot be run (exit code {code}): look at its rights and its first line",
        > 128 and var code => $"it was ended by signal {code - 128}",
        var code => $"it ended with exit code {code}",
    };
}
