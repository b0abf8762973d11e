namespace EventEdge.FunctionDispatcher.Functions.RateOfChange;

/// <summary>How fast a value changes.</summary>
public sealed class RateOfChangeBuiltin : IBuiltinFunction
{
    /// <inheritdoc />
    public string Name => "rate_of_change";

    /// <inheritdoc />
    public WindowUse Window => WindowUse.Optional;

    /// <inheritdoc />
    public object Create(FunctionSettings settings, bool hasWindow)
    {
        var config = RateOfChangeConfig.Read(settings);
        return hasWindow ? new RateOfWindowFunction(config) : new RateOfChangeFunction(config);
    }
}
