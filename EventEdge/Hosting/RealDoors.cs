namespace EventEdge.Hosting;

/// <summary>The doors as they are outside tests.</summary>
internal static class RealDoors
{
    public static Doors Open() => new()
    {
        OpenMqtt = MqttSender.OpenAsync,
        ReadPoints = StoredPoints.Read,
        CheckBindings = BindingsCheck.Of,
        StartEdge = EdgeHost.StartAsync,
        StartCloud = CloudHost.StartAsync,
    };
}
