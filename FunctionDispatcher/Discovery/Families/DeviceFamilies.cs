using EventEdge.FunctionDispatcher.Components;
using EventEdge.FunctionDispatcher.Discovery.Families.Energy;
using EventEdge.FunctionDispatcher.Discovery.Families.Home;
using EventEdge.FunctionDispatcher.Discovery.Families.Industry;
using EventEdge.FunctionDispatcher.Discovery.Families.Radio;
using EventEdge.FunctionDispatcher.Discovery.Messages;
using EventEdge.FunctionDispatcher.Discovery.Plans;

namespace EventEdge.FunctionDispatcher.Discovery.Families;

/// <summary>The families of devices that are known. Those that are known by more are asked first.</summary>
internal static class DeviceFamilies
{
    /// <summary>All of them.</summary>
    public static ComponentSet<IDeviceFamily> All { get; } = new(
    [
        new SparkplugFamily(),
        new Zigbee2MqttFamily(),
        new TasmotaFamily(),
        new ShellyGen1Family(),
        new ShellyGen2Family(),
        new EspHomeFamily(),
        new HomieFamily(),
        new FrigateFamily(),
        new Rtl433Family(),
        new TheThingsStackFamily(),
        new ChirpStackFamily(),
        new RuuviGatewayFamily(),
        new OwnTracksFamily(),
        new VictronFamily(),
        new EvccFamily(),
        new OpenEvseFamily(),
        new AiOnTheEdgeFamily(),
        new TeltonikaFamily(),
        new OpcUaPubSubFamily(),
        new PlcGatewayFamily(),
        new SenmlFamily(),
    ]);

    /// <summary>What the first family that knows a topic says of it; null where none does.</summary>
    /// <param name="all">Every topic.</param>
    public static Func<SeenTopic, TopicPlan?> Over(IReadOnlyList<SeenTopic> all)
    {
        var views = All.Select(f => (f.Title, PlanOf: f.Over(all))).ToList();
        return topic =>
        {
            foreach (var (title, planOf) in views)
            {
                if (planOf(topic) is { } plan) return plan with { Family = title };
            }

            return null;
        };
    }
}
