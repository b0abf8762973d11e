using EventEdge.FunctionDispatcher.Configuration.Shapes;

namespace EventEdge.FunctionDispatcher.Runtimes.CSharp;

/// <summary>
/// A function written in C#: a source file that the node compiles, or a class of an assembly. Trusted code: it runs in the node's own
/// process. A single value is the path of the source file.
/// </summary>
[ShortForm("source")]
[ExactlyOne("kind of code", "source", "assembly")]
public sealed record CSharpConfig
{
    /// <summary>
    /// Path of a <c>.cs</c> file, relative to the bindings file. Compiled when it is bound, and again whenever it changes.
    /// </summary>
    [Form(@".+\.cs", 4096)]
    public string? Source { get; init; }

    /// <summary>Path of an assembly, relative to the bindings file. Loaded again whenever it changes.</summary>
    public string? Assembly { get; init; }

    /// <summary>Full name of the class; needed with <c>assembly</c>. Default: the only function in <c>source</c>.</summary>
    public string? Class { get; init; }

    /// <summary>The path that was declared, of either kind.</summary>
    internal string Path => Source ?? Assembly!;
}
