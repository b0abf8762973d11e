namespace EventEdge.FunctionDispatcher.Functions.Count;

/// <summary>How many events a window has.</summary>
public sealed class CountBuiltin : IBuiltinFunction
{
    /// <inheritdoc />
    public string Name => "count";

    /// <inheritdoc />
    public WindowUse Window => WindowUse.Required;

    /// <inheritdoc />
    public object Create(FunctionSettings settings, bool hasWindow) => new CountFunction();
}
