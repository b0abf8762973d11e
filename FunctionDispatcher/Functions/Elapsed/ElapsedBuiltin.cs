namespace EventEdge.FunctionDispatcher.Functions.Elapsed;

/// <summary>The time since the event before.</summary>
public sealed class ElapsedBuiltin : IBuiltinFunction
{
    /// <inheritdoc />
    public string Name => "elapsed";

    /// <inheritdoc />
    public WindowUse Window => WindowUse.None;

    /// <inheritdoc />
    public object Create(FunctionSettings settings, bool hasWindow) => new ElapsedFunction(ElapsedConfig.Read(settings));
}
