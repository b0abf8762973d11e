namespace EventEdge.FunctionDispatcher.Functions.Interpolate;

/// <summary>Values on a grid of time, between those that came.</summary>
public sealed class InterpolateBuiltin : IBuiltinFunction
{
    /// <inheritdoc />
    public string Name => "interpolate";

    /// <inheritdoc />
    public WindowUse Window => WindowUse.None;

    /// <inheritdoc />
    public bool KeepsFieldNames => true;

    /// <inheritdoc />
    public object Create(FunctionSettings settings, bool hasWindow) => new InterpolateFunction(InterpolateConfig.Read(settings));
}
