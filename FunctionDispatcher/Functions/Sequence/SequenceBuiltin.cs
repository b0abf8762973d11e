namespace EventEdge.FunctionDispatcher.Functions.Sequence;

/// <summary>Events that follow each other in time, or fail to.</summary>
public sealed class SequenceBuiltin : IBuiltinFunction
{
    /// <inheritdoc />
    public string Name => "sequence";

    /// <inheritdoc />
    public WindowUse Window => WindowUse.None;

    /// <inheritdoc />
    public object Create(FunctionSettings settings, bool hasWindow) => new SequenceFunction(SequenceConfig.Read(settings));
}
