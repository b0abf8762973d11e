using EventEdge.FunctionDispatcher.Configuration;

namespace EventEdge.FunctionDispatcher.Runtimes.CSharp;

/// <summary>A function written in C#.</summary>
public sealed record CSharpFunctionConfig : FunctionConfig
{
    /// <summary>A class in C#: the path of a source file, or a mapping.</summary>
    public required CSharpConfig Csharp { get; init; }

    /// <inheritdoc />
    public override string Runtime => "csharp";

    /// <inheritdoc />
    public override IReadOnlyList<string> Files => Csharp.Path is { } path ? [path] : [];
}
