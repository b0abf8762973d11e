namespace EventEdge.FunctionDispatcher.Functions.Vibration;

/// <summary>Condition indicators of a machine from the samples of a window.</summary>
public sealed class VibrationBuiltin : IBuiltinFunction
{
    /// <inheritdoc />
    public string Name => "vibration";

    /// <inheritdoc />
    public WindowUse Window => WindowUse.Required;

    /// <inheritdoc />
    public object Create(FunctionSettings settings, bool hasWindow) => new VibrationFunction(VibrationConfig.Read(settings));
}
