namespace EventEdge.FunctionDispatcher.Functions.OnChange;

/// <summary>Fields whenever one of them changes.</summary>
public sealed class OnChangeBuiltin : IBuiltinFunction
{
    /// <inheritdoc />
    public string Name => "on_change";

    /// <inheritdoc />
    public WindowUse Window => WindowUse.None;

    /// <inheritdoc />
    public bool KeepsFieldNames => true;

    /// <inheritdoc />
    public object Create(FunctionSettings settings, bool hasWindow) => new OnChangeFunction(OnChangeConfig.Read(settings));
}
