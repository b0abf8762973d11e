namespace EventEdge.FunctionDispatcher.Functions.Difference;

/// <summary>By how much a value differs from the one some events before.</summary>
public sealed class DifferenceBuiltin : IBuiltinFunction
{
    /// <inheritdoc />
    public string Name => "difference";

    /// <inheritdoc />
    public WindowUse Window => WindowUse.None;

    /// <inheritdoc />
    public object Create(FunctionSettings settings, bool hasWindow) => new DifferenceFunction(DifferenceConfig.Read(settings));
}
