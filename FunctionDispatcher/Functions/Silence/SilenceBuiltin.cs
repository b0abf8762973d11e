namespace EventEdge.FunctionDispatcher.Functions.Silence;

/// <summary>Devices that fall silent, that never come, and that are back.</summary>
public sealed class SilenceBuiltin : IBuiltinFunction
{
    /// <inheritdoc />
    public string Name => "silence";

    /// <inheritdoc />
    public WindowUse Window => WindowUse.None;

    /// <inheritdoc />
    public object Create(FunctionSettings settings, bool hasWindow) => new SilenceFunction(SilenceConfig.Read(settings));
}
