namespace EventEdge.Cli;

/// <summary>Ends a command with one line on standard error.</summary>
/// <param name="exitCode">One of <see cref="ExitCode"/>.</param>
/// <param name="message">One line: what, where, and what would do instead.</param>
internal sealed class CommandFailure(int exitCode, string message) : Exception(message)
{
    /// <summary>What the process ends with.</summary>
    public int ExitCode { get; } = exitCode;

    /// <summary>The user's input cannot be used.</summary>
    public static CommandFailure BadInput(string message) => new(Cli.ExitCode.BadInput, message);

    /// <summary>Something outside failed.</summary>
    public static CommandFailure Outside(string message) => new(Cli.ExitCode.Failure, message);
}
