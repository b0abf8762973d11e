namespace EventEdge.FunctionDispatcher.Functions.StateDuration;

/// <summary>How long each state lasted.</summary>
public sealed class StateDurationBuiltin : IBuiltinFunction
{
    /// <inheritdoc />
    public string Name => "state_duration";

    /// <inheritdoc />
    public WindowUse Window => WindowUse.None;

    /// <inheritdoc />
    public object Create(FunctionSettings settings, bool hasWindow) => new StateDurationFunction(StateDurationConfig.Read(settings));
}
