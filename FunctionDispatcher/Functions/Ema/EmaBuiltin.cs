namespace EventEdge.FunctionDispatcher.Functions.Ema;

/// <summary>A value smoothed exponentially.</summary>
public sealed class EmaBuiltin : IBuiltinFunction
{
    /// <inheritdoc />
    public string Name => "ema";

    /// <inheritdoc />
    public WindowUse Window => WindowUse.None;

    /// <inheritdoc />
    public object Create(FunctionSettings settings, bool hasWindow) => new EmaFunction(EmaConfig.Read(settings));
}
