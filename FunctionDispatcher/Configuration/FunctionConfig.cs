using EventEdge.FunctionDispatcher.Configuration.Shapes;

namespace EventEdge.FunctionDispatcher.Configuration;

/// <summary>The function of a binding: exactly one runtime.</summary>
[Choice("runtime")]
public abstract record FunctionConfig
{
    /// <summary>The runtime's name.</summary>
    public abstract string Runtime { get; }

    /// <summary>Settings handed to the function; nested keys are joined with a dot, lists stay lists. A value is a text, a number, true or
    /// false, null, or a list of these. Default: none.</summary>
    public IReadOnlyDictionary<string, object?> With { get; init; } = new Dictionary<string, object?>();

    /// <summary>Longest one call may take. 1 ms to 1 h. Default 5 s. A call beyond it is dead-lettered.</summary>
    [NotInVersion]
    [Range("1ms", "1h")]
    public TimeSpan Timeout { get; init; } = TimeSpan.FromSeconds(5);

    /// <summary>
    /// What is done with calls that failed, where the function runs outside the node's process. Default: two more attempts.
    /// </summary>
    [NotInVersion]
    public RetryConfig? Retry { get; init; }

    /// <summary>
    /// The files that may be its code, as declared: relative to the bindings file, or absolute. Of a command's words, most are no files
    /// at all.
    /// </summary>
    public virtual IReadOnlyList<string> Files => [];

    /// <summary>The function in words, without its settings, which may be secret: <c>builtin stats</c>, <c>csharp fft.cs</c>.</summary>
    public virtual string Words => Files is [var file, ..] ? $"{Runtime} {file}" : Runtime;

    /// <summary>
    /// Hash of the code the function names, as read together with the file; part of the binding's version. Null where there is no code, or
    /// nobody looked.
    /// </summary>
    internal string? Content { get; init; }
}
