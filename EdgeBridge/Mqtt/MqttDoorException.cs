namespace EventEdge.EdgeBridge.Mqtt;

/// <summary>A door cannot be opened as configured; the message is one line meant for the person who configured it.</summary>
public sealed class MqttDoorException : Exception
{
    /// <summary>With the line to show.</summary>
    public MqttDoorException(string message)
        : base(message)
    {
    }

    /// <summary>With the line to show and its cause.</summary>
    public MqttDoorException(string message, Exception cause)
        : base(message, cause)
    {
    }
}
