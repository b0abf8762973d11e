using EventEdge.FunctionDispatcher.Configuration;

namespace EventEdge.FunctionDispatcher.Runtimes.Process;

/// <summary>A function as a program of its own.</summary>
public sealed record ProcessFunctionConfig : FunctionConfig
{
    /// <summary>A program of its own: its command, or a mapping.</summary>
    public required ProcessConfig Process { get; init; }

    /// <inheritdoc />
    public override string Runtime => "process";

    /// <inheritdoc />
    public override string Words => Process.Command is [var program, ..] ? $"{Runtime} {program}" : Runtime;

    /// <inheritdoc />
    public override IReadOnlyList<string> Files =>
        [.. FileWords().Select(w => Path.Combine(Process.WorkingDirectory ?? string.Empty, w)).Distinct(StringComparer.Ordinal)];

    // A first word without a slash is looked for where programs are, not in the folder.
    private IEnumerable<string> FileWords() =>
        Process.Command.Where(
            (word, i) =>
                word.Length > 0 && word[0] != '-' && !word.Contains('\0') && !word.Contains('\n') && (i > 0 || word.Contains('/')));
}
