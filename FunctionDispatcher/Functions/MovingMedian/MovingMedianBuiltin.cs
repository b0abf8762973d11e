namespace EventEdge.FunctionDispatcher.Functions.MovingMedian;

/// <summary>The median of the latest values, and outliers.</summary>
public sealed class MovingMedianBuiltin : IBuiltinFunction
{
    /// <inheritdoc />
    public string Name => "moving_median";

    /// <inheritdoc />
    public WindowUse Window => WindowUse.None;

    /// <inheritdoc />
    public object Create(FunctionSettings settings, bool hasWindow) => new MovingMedianFunction(MovingMedianConfig.Read(settings));
}
