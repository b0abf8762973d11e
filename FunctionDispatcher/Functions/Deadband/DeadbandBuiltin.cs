namespace EventEdge.FunctionDispatcher.Functions.Deadband;

/// <summary>Values that differ enough from the one before.</summary>
public sealed class DeadbandBuiltin : IBuiltinFunction
{
    /// <inheritdoc />
    public string Name => "deadband";

    /// <inheritdoc />
    public WindowUse Window => WindowUse.None;

    /// <inheritdoc />
    public bool KeepsFieldNames => true;

    /// <inheritdoc />
    public object Create(FunctionSettings settings, bool hasWindow) => new DeadbandFunction(DeadbandConfig.Read(settings));
}
