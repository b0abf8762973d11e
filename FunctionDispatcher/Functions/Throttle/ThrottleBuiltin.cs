namespace EventEdge.FunctionDispatcher.Functions.Throttle;

/// <summary>At most one event in a time.</summary>
public sealed class ThrottleBuiltin : IBuiltinFunction
{
    /// <inheritdoc />
    public string Name => "throttle";

    /// <inheritdoc />
    public WindowUse Window => WindowUse.None;

    /// <inheritdoc />
    public bool ReadsEveryField => true;

    /// <inheritdoc />
    public bool KeepsFieldNames => true;

    /// <inheritdoc />
    public object Create(FunctionSettings settings, bool hasWindow) => new ThrottleFunction(ThrottleConfig.Read(settings));
}
