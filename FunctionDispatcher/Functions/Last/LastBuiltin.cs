namespace EventEdge.FunctionDispatcher.Functions.Last;

/// <summary>The newest value of each field.</summary>
public sealed class LastBuiltin : IBuiltinFunction
{
    /// <inheritdoc />
    public string Name => "last";

    /// <inheritdoc />
    public WindowUse Window => WindowUse.Optional;

    /// <inheritdoc />
    public bool ReadsEveryField => true;

    /// <inheritdoc />
    public bool KeepsFieldNames => true;

    /// <inheritdoc />
    public object Create(FunctionSettings settings, bool hasWindow)
    {
        var config = LastConfig.Read(settings);
        return hasWindow ? new LastOfWindowFunction(config) : new LastKnownFunction(config);
    }
}
