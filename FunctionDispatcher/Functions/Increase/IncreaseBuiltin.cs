using EventEdge.FunctionDispatcher.Aggregates;

namespace EventEdge.FunctionDispatcher.Functions.Increase;

/// <summary>What a counter grew by, across resets and roll-over.</summary>
public sealed class IncreaseBuiltin : IBuiltinFunction
{
    /// <inheritdoc />
    public string Name => "increase";

    /// <inheritdoc />
    public WindowUse Window => WindowUse.Optional;

    /// <inheritdoc />
    public object Create(FunctionSettings settings, bool hasWindow)
    {
        var config = IncreaseConfig.Read(settings);
        return hasWindow && config.Field.Length > 0
            ? AggregateFunction.Of((config.Output, config.Expression))
            : new IncreaseFunction(config);
    }
}
