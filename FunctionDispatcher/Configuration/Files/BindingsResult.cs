using EventEdge.FunctionDispatcher.Configuration.Yaml;
using EventEdge.FunctionDispatcher.Runtimes.Code;

namespace EventEdge.FunctionDispatcher.Configuration.Files;

/// <summary>What reading a bindings file came to.</summary>
public sealed record BindingsResult
{
    /// <summary>The bindings; null when there is any problem.</summary>
    public BindingsConfig? Config { get; init; }

    /// <summary>Everything that is wrong, in file order; empty when the file is good.</summary>
    public required IReadOnlyList<ConfigProblem> Problems { get; init; }

    /// <summary>What a file that runs hardly means so, in file order.</summary>
    public IReadOnlyList<ConfigProblem> Warnings { get; init; } = [];

    /// <summary>Hash of the file's bytes, 32 hexadecimal digits; empty when it could not be read.</summary>
    public string ContentHash { get; init; } = string.Empty;

    /// <summary>The file's text as read; empty when it could not be read.</summary>
    public string Text { get; init; } = string.Empty;

    /// <summary>The code of its functions, as far as it was read.</summary>
    public IReadOnlyList<CodeReading> Code { get; init; } = [];

    /// <summary>
    /// The text and, as comments, which content of its functions' code it was read with; see <see cref="BindingsFile.ParsePinned"/>.
    /// </summary>
    public string PinnedText => CodePins.Append(Text, Code);
}
