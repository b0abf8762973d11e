namespace EventEdge.Cli;

/// <summary>What the process tells its caller.</summary>
internal static class ExitCode
{
    /// <summary>Done.</summary>
    public const int Success = 0;

    /// <summary>Something outside failed: a port in use, a directory that cannot be written, a broker that cannot be reached.</summary>
    public const int Failure = 1;

    /// <summary>What the user gave cannot be used: an unknown flag, a missing file, a bindings file with problems.</summary>
    public const int BadInput = 2;

    /// <summary>A function hangs and <c>--restart-on-hang</c> is set, or the dispatch loop has ended: start the node again.</summary>
    public const int RestartRequested = 75;

    /// <summary>Stopped by Ctrl+C.</summary>
    public const int Interrupted = 130;
}
