namespace EventEdge.FunctionDispatcher.Functions.Counter;

/// <summary>How many events met a condition.</summary>
public sealed class CounterBuiltin : IBuiltinFunction
{
    /// <inheritdoc />
    public string Name => "counter";

    /// <inheritdoc />
    public WindowUse Window => WindowUse.None;

    /// <inheritdoc />
    public object Create(FunctionSettings settings, bool hasWindow) => new CounterFunction(CounterConfig.Read(settings));
}
