namespace EventEdge.FunctionDispatcher.Functions.Stats;

/// <summary>Statistics of the fields of a window.</summary>
public sealed class StatsBuiltin : IBuiltinFunction
{
    /// <inheritdoc />
    public string Name => "stats";

    /// <inheritdoc />
    public WindowUse Window => WindowUse.Required;

    /// <inheritdoc />
    public object Create(FunctionSettings settings, bool hasWindow) => new StatsFunction(StatsConfig.Read(settings));
}
