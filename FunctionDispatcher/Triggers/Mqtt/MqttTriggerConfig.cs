using EventEdge.FunctionDispatcher.Configuration;
using EventEdge.FunctionDispatcher.Configuration.Shapes;
using EventEdge.FunctionDispatcher.Configuration.Topics;

namespace EventEdge.FunctionDispatcher.Triggers.Mqtt;

/// <summary>Messages of devices.</summary>
public sealed record MqttTriggerConfig : TriggerConfig
{
    /// <summary>
    /// An MQTT topic filter: <c>+</c> one level, a final <c>#</c> the rest, <c>{name}</c> one level captured as a field.
    /// </summary>
    public required string Mqtt { get; init; }

    /// <summary>QoS asked for when subscribing at an external broker, 0 to 2. Default 1. With <c>mqtt</c>.</summary>
    [NotInVersion]
    [Range("0", "2")]
    public int Qos { get; init; } = 1;

    /// <inheritdoc />
    public override string Name => "mqtt";

    /// <inheritdoc />
    public override string Words => $"{Name} {Mqtt}";

    /// <inheritdoc />
    public override TriggerSubscription? Subscription => new(Mqtt, Qos);

    /// <inheritdoc />
    public override IReadOnlyList<string> Captures => TopicFilter.TryParse(Mqtt, out var filter, out _) ? filter.Captures : [];

    /// <inheritdoc />
    public override string FilterOf(string binding) => Mqtt;
}
