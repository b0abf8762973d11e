namespace EventEdge.FunctionDispatcher.Functions.Lttb;

/// <summary>Few points of a window that look like all.</summary>
public sealed class LttbBuiltin : IBuiltinFunction
{
    /// <inheritdoc />
    public string Name => "lttb";

    /// <inheritdoc />
    public WindowUse Window => WindowUse.Required;

    /// <inheritdoc />
    public bool KeepsFieldNames => true;

    /// <inheritdoc />
    public object Create(FunctionSettings settings, bool hasWindow) => new LttbFunction(LttbConfig.Read(settings));
}
