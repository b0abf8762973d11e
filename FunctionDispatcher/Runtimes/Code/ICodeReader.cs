using EventEdge.FunctionDispatcher.Configuration;
using EventEdge.FunctionDispatcher.Configuration.Yaml;

namespace EventEdge.FunctionDispatcher.Runtimes.Code;

/// <summary>
/// Reads the code that functions of one runtime name, as far as a bindings file can be wrong about it. Safe for concurrent use.
/// </summary>
internal interface ICodeReader
{
    /// <summary>Reads the code that a function names and checks it, file by file. Never throws for what it finds.</summary>
    IReadOnlyList<CodeReading> Read(FunctionConfig function);
}

/// <summary>What reading a file of a function's code came to.</summary>
/// <param name="Path">The path as declared; of a command's, behind its working directory.</param>
/// <param name="File">The file that was read; a change of it is a change of the binding.</param>
/// <param name="Content">Hash of its content; empty when it could not be read.</param>
public sealed record CodeReading(string Path, string File, string Content)
{
    /// <summary>
    /// Why the code cannot be used, in one sentence, for the place where it is named; null when it can, or when <see cref="Problems"/>
    /// say more.
    /// </summary>
    public string? Obstacle { get; init; }

    /// <summary>The content itself, where it is kept with the configuration and not apart from it.</summary>
    internal byte[]? Bytes { get; init; }

    /// <summary>Whether it is only looked at for changes: what counts of it stands in another reading.</summary>
    internal bool IsWatchedOnly { get; init; }

    /// <summary>What is wrong inside the code.</summary>
    public IReadOnlyList<ConfigProblem> Problems { get; init; } = [];
}
