namespace EventEdge.FunctionDispatcher.Functions.SwingingDoor;

/// <summary>Few points that tell a series within a deviation.</summary>
public sealed class SwingingDoorBuiltin : IBuiltinFunction
{
    /// <inheritdoc />
    public string Name => "swinging_door";

    /// <inheritdoc />
    public WindowUse Window => WindowUse.None;

    /// <inheritdoc />
    public bool KeepsFieldNames => true;

    /// <inheritdoc />
    public object Create(FunctionSettings settings, bool hasWindow) => new SwingingDoorFunction(SwingingDoorConfig.Read(settings));
}
