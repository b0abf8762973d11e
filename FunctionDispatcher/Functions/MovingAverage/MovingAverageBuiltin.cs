namespace EventEdge.FunctionDispatcher.Functions.MovingAverage;

/// <summary>The mean of the latest values.</summary>
public sealed class MovingAverageBuiltin : IBuiltinFunction
{
    /// <inheritdoc />
    public string Name => "moving_average";

    /// <inheritdoc />
    public WindowUse Window => WindowUse.None;

    /// <inheritdoc />
    public object Create(FunctionSettings settings, bool hasWindow) => new MovingAverageFunction(MovingAverageConfig.Read(settings));
}
