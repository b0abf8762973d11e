using EventEdge.CloudIngest.Stores.Reading;

namespace EventEdge.Nodes;

/// <summary>The listeners as they are outside tests.</summary>
internal static class RealNodeFactories
{
    public static NodeFactories Open() => new()
    {
        OpenMqtt = MqttSender.OpenAsync,
        OpenPoints = PointSources.Open,
        CheckBindings = BindingsCheck.Of,
        StartEdge = EdgeHost.StartAsync,
        StartCloud = CloudHost.StartAsync,
    };
}
