using EventEdge.EdgeBridge.Mqtt.Topics;
using MQTTnet.Packets;
using MQTTnet.Protocol;

namespace EventEdge.EdgeBridge.Mqtt.Sessions;

/// <summary>What one session has asked for.</summary>
/// <param name="Session">Whose it is.</param>
/// <param name="Filter">Of which topics.</param>
/// <param name="Options">With which options.</param>
/// <param name="Identifier">The number to show with every message; 0 without.</param>
/// <param name="IsNew">The session had none with that filter before.</param>
internal sealed record Subscription(Session Session, TopicFilter Filter, MqttTopicFilter Options, uint Identifier, bool IsNew)
{
    private const long SubscriptionOverhead = 700;
    private const long LevelOverhead = 100;

    /// <summary>Whether retained messages are to be sent now.</summary>
    public bool WantsRetained =>
        Options.RetainHandling == MqttRetainHandling.SendAtSubscribe
        || (Options.RetainHandling == MqttRetainHandling.SendAtSubscribeIfNewSubscriptionOnly && IsNew);

    /// <summary>0, 1 or 2.</summary>
    public int Qos => (int)Options.QualityOfServiceLevel;

    /// <summary>Whether it wants the message at all: "no local" leaves out the client's own.</summary>
    public bool Wants(RoutedMessage message) => !Options.NoLocal || message.Sender != Session.ClientId;

    /// <summary>Bytes of memory it takes, roughly: mostly a level of the tree for each level of the filter.</summary>
    public long Bytes => BytesOf(Filter);

    /// <summary>The same of one with that filter.</summary>
    public static long BytesOf(TopicFilter filter) =>
        SubscriptionOverhead + (4L * filter.Text.Length) + (LevelOverhead * (1 + filter.Text.AsSpan().Count('/')));

    /// <summary>The message as a session gets it that wants it by several: once, with the greatest QoS and all identifiers.</summary>
    public static Delivery Deliver(RoutedMessage message, List<Subscription> wanted)
    {
        List<uint>? identifiers = wanted.Exists(one => one.Identifier > 0) ? [.. wanted.Select(one => one.Identifier).Where(id => id > 0)]
            : null;
        return new(message, Math.Min(message.Qos, wanted.Max(one => one.Qos)),
            message.Retain && wanted.Exists(one => one.Options.RetainAsPublished), identifiers);
    }

    /// <summary>The message as it gets it.</summary>
    public Delivery Deliver(RoutedMessage message, bool isRetained) => new(
        message, Math.Min(message.Qos, Qos), isRetained || (message.Retain && Options.RetainAsPublished),
        Identifier > 0 ? [Identifier] : null)
    {
        Shared = Filter.Group is null ? null : Filter.Text,
    };
}

/// <summary>The members of a shared subscription: each message goes to one of them, in turn, those that are connected first.</summary>
internal sealed class SharedSubscription(string group)
{
    private readonly List<Subscription> _members = [];
    private int _turn;

    /// <summary>The group's name.</summary>
    public string Group => group;

    /// <summary>Nobody is left.</summary>
    public bool IsEmpty => _members.Count == 0;

    /// <summary>Takes a member in, in the place of its earlier subscription if there is one.</summary>
    public void Put(Subscription member)
    {
        Remove(member.Session);
        _members.Add(member);
    }

    /// <summary>Lets a member go.</summary>
    public void Remove(Session session) => _members.RemoveAll(one => one.Session == session);

    /// <summary>Whose turn it is.</summary>
    public Subscription Next()
    {
        for (var tries = 0; tries < _members.Count; tries++)
        {
            var next = _members[_turn++ % _members.Count];
            if (next.Session.IsConnected) return next;
        }

        return _members[_turn++ % _members.Count];
    }
}
