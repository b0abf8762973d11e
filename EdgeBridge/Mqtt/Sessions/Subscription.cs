using EventEdge.EdgeBridge.Mqtt.Packets;
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
    /// <summary>Whether retained messages are to be sent now.</summary>
    public bool WantsRetained =>
        Options.RetainHandling == MqttRetainHandling.SendAtSubscribe
        || (Options.RetainHandling == MqttRetainHandling.SendAtSubscribeIfNewSubscriptionOnly && IsNew);

    /// <summary>0, 1 or 2.</summary>
    public int Qos => (int)Options.QualityOfServiceLevel;

    /// <summary>Whether it wants the message at all: "no local" leaves out the client's own.</summary>
    public bool Wants(RoutedMessage message) => !Options.NoLocal || message.Sender != Session.ClientId;
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
