using EventEdge.FunctionDispatcher.Functions;

namespace EventEdge.FunctionDispatcher.Aggregates;

/// <summary>Results of a window by expressions.</summary>
public sealed class AggregateBuiltin : IBuiltinFunction
{
    /// <inheritdoc />
    public string Name => "aggregate";

    /// <inheritdoc />
    public WindowUse Window => WindowUse.Required;

    /// <inheritdoc />
    public object Create(FunctionSettings settings, bool hasWindow) => new AggregateFunction(AggregateConfig.Read(settings).Results);
}
