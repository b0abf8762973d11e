namespace EventEdge.FunctionDispatcher.Functions.Lag;

/// <summary>A value beside the one some events before.</summary>
public sealed class LagBuiltin : IBuiltinFunction
{
    /// <inheritdoc />
    public string Name => "lag";

    /// <inheritdoc />
    public WindowUse Window => WindowUse.None;

    /// <inheritdoc />
    public bool KeepsFieldNames => true;

    /// <inheritdoc />
    public object Create(FunctionSettings settings, bool hasWindow) => new LagFunction(LagConfig.Read(settings));
}
