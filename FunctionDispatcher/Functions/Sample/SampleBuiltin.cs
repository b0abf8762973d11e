namespace EventEdge.FunctionDispatcher.Functions.Sample;

/// <summary>Every so many events, or one of each interval.</summary>
public sealed class SampleBuiltin : IBuiltinFunction
{
    /// <inheritdoc />
    public string Name => "sample";

    /// <inheritdoc />
    public WindowUse Window => WindowUse.None;

    /// <inheritdoc />
    public bool ReadsEveryField => true;

    /// <inheritdoc />
    public bool KeepsFieldNames => true;

    /// <inheritdoc />
    public object Create(FunctionSettings settings, bool hasWindow) => new SampleFunction(SampleConfig.Read(settings));
}
