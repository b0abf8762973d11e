using EventEdge.FunctionDispatcher.Aggregates;

namespace EventEdge.FunctionDispatcher.Functions.Oee;

/// <summary>Overall equipment effectiveness of a window.</summary>
public sealed class OeeBuiltin : IBuiltinFunction
{
    /// <inheritdoc />
    public string Name => "oee";

    /// <inheritdoc />
    public WindowUse Window => WindowUse.Required;

    /// <inheritdoc />
    public object Create(FunctionSettings settings, bool hasWindow) => AggregateFunction.Of([.. OeeConfig.Read(settings).Results]);
}
