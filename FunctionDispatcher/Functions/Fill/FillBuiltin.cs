namespace EventEdge.FunctionDispatcher.Functions.Fill;

/// <summary>Fields that are missing, filled in.</summary>
public sealed class FillBuiltin : IBuiltinFunction
{
    /// <inheritdoc />
    public string Name => "fill";

    /// <inheritdoc />
    public WindowUse Window => WindowUse.None;

    /// <inheritdoc />
    public bool KeepsFieldNames => true;

    /// <inheritdoc />
    public object Create(FunctionSettings settings, bool hasWindow) => new FillFunction(FillConfig.Read(settings));
}
