using EventEdge.Hosting.Process;

namespace EventEdge.EdgeBridge.Mqtt;

/// <summary>A listener cannot be opened as configured; the message is one line meant for the person who configured it.</summary>
public sealed class MqttListenerException(string message, Exception? cause = null) : NodeStartException(message, cause);
