using EventEdge.Hosting.Process;

namespace EventEdge.EdgeBridge.Mqtt;

/// <summary>A door cannot be opened as configured; the message is one line meant for the person who configured it.</summary>
public sealed class MqttDoorException(string message, Exception? cause = null) : NodeStartException(message, cause);
