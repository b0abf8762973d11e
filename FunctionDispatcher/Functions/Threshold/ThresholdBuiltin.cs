namespace EventEdge.FunctionDispatcher.Functions.Threshold;

/// <summary>When a value crosses a limit and is back.</summary>
public sealed class ThresholdBuiltin : IBuiltinFunction
{
    /// <inheritdoc />
    public string Name => "threshold";

    /// <inheritdoc />
    public WindowUse Window => WindowUse.None;

    /// <inheritdoc />
    public object Create(FunctionSettings settings, bool hasWindow) => new ThresholdFunction(ThresholdConfig.Read(settings));
}
