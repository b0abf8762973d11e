using EventEdge.CloudIngest.Stores.Reading;

namespace EventEdge.Nodes;

/// <summary>The doors as they are outside tests.</summary>
internal static class RealDoors
{
    public static Doors Open() => new()
    {
        OpenMqtt = MqttSender.OpenAsync,
        OpenPoints = PointSources.Open,
        CheckBindings = BindingsCheck.Of,
        StartEdge = EdgeHost.StartAsync,
        StartCloud = CloudHost.StartAsync,
    };
}
