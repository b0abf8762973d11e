namespace EventEdge.FunctionDispatcher.Functions.Alarm;

/// <summary>Alarms of several levels, with delays, acknowledgement and reminders.</summary>
public sealed class AlarmBuiltin : IBuiltinFunction
{
    /// <inheritdoc />
    public string Name => "alarm";

    /// <inheritdoc />
    public WindowUse Window => WindowUse.None;

    /// <inheritdoc />
    public object Create(FunctionSettings settings, bool hasWindow) => new AlarmFunction(AlarmConfig.Read(settings));
}
