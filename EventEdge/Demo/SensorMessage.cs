namespace EventEdge.Demo;

/// <summary>A message a sensor of the plant sends.</summary>
/// <param name="SentAt">When it leaves the sensor.</param>
/// <param name="Topic">MQTT topic.</param>
/// <param name="Payload">Bytes.</param>
/// <param name="Qos">1 for telemetry, 0 for vibration.</param>
internal readonly record struct SensorMessage(DateTimeOffset SentAt, string Topic, byte[] Payload, int Qos);
