namespace EventEdge.FunctionDispatcher.Configuration;

/// <summary>The function of a binding: exactly one runtime.</summary>
[ExactlyOne("runtime", "builtin", "csharp", "process", "wasm", "container")]
public sealed record FunctionConfig
{
    /// <summary>A function that comes with EventEdge, by name.</summary>
    public string? Builtin { get; init; }

    /// <summary>A class in C#: the path of a source file, or a mapping.</summary>
    public CSharpConfig? Csharp { get; init; }

    /// <summary>A program of its own: its command, or a mapping.</summary>
    public ProcessConfig? Process { get; init; }

    /// <summary>A WebAssembly module: its path, or a mapping.</summary>
    public WasmConfig? Wasm { get; init; }

    /// <summary>A container that serves calls over HTTP: its image, or a mapping.</summary>
    public ContainerConfig? Container { get; init; }

    /// <summary>Settings handed to the function; nested keys are joined with a dot, lists stay lists. A value is a text, a number, true or
    /// false, null, or a list of these. Default: none.</summary>
    public IReadOnlyDictionary<string, object?> With { get; init; } = new Dictionary<string, object?>();

    /// <summary>Longest one call may take. 1 ms to 1 h. Default 5 s. A call beyond it is dead-lettered.</summary>
    [NotInVersion]
    [Range("1ms", "1h")]
    public TimeSpan Timeout { get; init; } = TimeSpan.FromSeconds(5);

    /// <summary>What is done with calls that failed, where the function runs outside the node's process. Default: two more attempts.</summary>
    [NotInVersion]
    public RetryConfig? Retry { get; init; }

    /// <summary>The runtime's name.</summary>
    public string Runtime =>
        RecordShape.Of(typeof(FunctionConfig)).ExactlyOne!.Keys.First(k => RecordShape.Of(typeof(FunctionConfig)).Find(k)!.Property.GetValue(this) is not null);

    /// <summary>
    /// Hash of the code the function names, as read together with the file; part of the binding's version. Null where there is no code, or
    /// nobody looked.
    /// </summary>
    internal string? Content { get; init; }
}
