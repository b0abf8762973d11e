namespace EventEdge.FunctionDispatcher.Functions.Pass;

/// <summary>Each event as it is.</summary>
public sealed class PassBuiltin : IBuiltinFunction
{
    /// <inheritdoc />
    public string Name => "pass";

    /// <inheritdoc />
    public WindowUse Window => WindowUse.None;

    /// <inheritdoc />
    public bool ReadsEveryField => true;

    /// <inheritdoc />
    public bool KeepsFieldNames => true;

    /// <inheritdoc />
    public object Create(FunctionSettings settings, bool hasWindow) => new PassFunction(PassConfig.Read(settings));
}
