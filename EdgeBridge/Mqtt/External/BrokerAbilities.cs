using System.Buffers;
using System.Globalization;
using EventEdge.Contracts.Tracing;
using MQTTnet;
using MQTTnet.Formatter;
using MQTTnet.Packets;
using MQTTnet.Protocol;

namespace EventEdge.EdgeBridge.Mqtt.External;

/// <summary>What the broker at the other end can do, as it said when it took the connection.</summary>
internal sealed record BrokerAbilities
{
    /// <summary>User property that counts over how many brokers and nodes a message's cause has come.</summary>
    public const string HopsProperty = "eventedge-hops";

    /// <summary>What is taken for granted before it has said anything.</summary>
    public static readonly BrokerAbilities Least = new();

    /// <summary>MQTT 5; 3.1.1 otherwise.</summary>
    public bool IsVersion5 { get; private init; }

    /// <summary>It tells by which subscriptions a message comes.</summary>
    public bool HasIdentifiers { get; private init; }

    /// <summary>It can keep our own messages from coming back.</summary>
    public bool HasNoLocal => IsVersion5;

    /// <summary>It keeps retained messages.</summary>
    public bool IsRetaining { get; private init; }

    /// <summary>The best quality it takes.</summary>
    public int MaximumQos { get; private init; }

    /// <summary>Most unacknowledged messages it takes.</summary>
    public int ReceiveMaximum { get; private init; } = ushort.MaxValue;

    /// <summary>As its answer says.</summary>
    public static BrokerAbilities Of(MqttClientConnectResult answer, MqttProtocolVersion version) => version == MqttProtocolVersion.V500
        ? new()
        {
            IsVersion5 = true, HasIdentifiers = answer.SubscriptionIdentifiersAvailable, IsRetaining = answer.RetainAvailable,
            MaximumQos = (int)answer.MaximumQoS,
            ReceiveMaximum = answer.ReceiveMaximum ?? ushort.MaxValue,
        }
        : new() { IsRetaining = true, MaximumQos = 2 };

    /// <summary>A message as it can be sent to this broker: at its quality and retained where it can.</summary>
    public MqttApplicationMessage Message(string topic, ReadOnlyMemory<byte> payload, bool retain, int hops = 0, int qos = 1) => new()
    {
        Topic = topic,
        Payload = new ReadOnlySequence<byte>(payload),
        QualityOfServiceLevel = (MqttQualityOfServiceLevel)Math.Min(qos, MaximumQos),
        Retain = retain && IsRetaining,
        UserProperties = hops > 0 && IsVersion5
            ? [new MqttUserProperty(HopsProperty, System.Text.Encoding.UTF8.GetBytes(hops.ToString(CultureInfo.InvariantCulture)))] : null,
    };

    /// <summary>The trace a message came with; null where it has none, or nobody asks.</summary>
    public static string? TraceOf(MqttApplicationMessage message, ReadOnlySpan<byte> payload)
    {
        if (!EventTrace.IsOn) return null;
        foreach (var property in message.UserProperties ?? [])
        {
            if (property.Name == "traceparent") return EventTrace.Read(property.ValueBuffer.Span);
        }

        return message.ContentType is { } type
            && CloudEventTrace.IsMarked(System.Text.Encoding.UTF8.GetBytes(type)) ? CloudEventTrace.Find(payload) : null;
    }

    /// <summary>How far a message's cause has come; 0 when it does not say.</summary>
    public static int HopsOf(MqttApplicationMessage message)
    {
        foreach (var property in message.UserProperties ?? [])
        {
            if (property.Name == HopsProperty
                && int.TryParse(property.ReadValueAsString(), NumberStyles.None, CultureInfo.InvariantCulture, out var hops)) return hops;
        }

        return 0;
    }
}
