using EventEdge.EdgeBridge.Mqtt.Connections;
using EventEdge.EdgeBridge.Mqtt.Sessions;
using EventEdge.EdgeBridge.Mqtt.Topics;
using MQTTnet.Packets;
using MQTTnet.Protocol;

namespace EventEdge.EdgeBridge.Mqtt.Clients;

/// <summary>
/// Makes and ends subscriptions, within what one client, one user and all together may have: in number and in bytes of memory.
/// </summary>
internal sealed class ClientSubscriptions(DeviceEndpoint endpoint, SessionStore store)
{
    private readonly Lock _gate = new();
    private readonly SharedBudget _budget = new(
        endpoint.Options.SubscriptionTotalLimit, endpoint.Options.SubscriptionTotalBytesLimit, endpoint.Options.OwnerShare);

    /// <summary>Subscribes to what the client may subscribe to. On disk when it returns.</summary>
    public MqttSubAckPacket Subscribe(Session session, MqttSubscribePacket subscribe, DeviceConnection connection)
    {
        var answer = new MqttSubAckPacket { PacketIdentifier = subscribe.PacketIdentifier, ReasonCodes = [] };
        foreach (var asked in subscribe.TopicFilters)
            answer.ReasonCodes.Add(Subscribe(session, asked, subscribe.SubscriptionIdentifier, connection));
        store.KeepSubscriptions(session);
        return answer;
    }

    /// <summary>Unsubscribes. On disk when it returns.</summary>
    public MqttUnsubAckPacket Unsubscribe(Session session, MqttUnsubscribePacket unsubscribe)
    {
        var answer = new MqttUnsubAckPacket { PacketIdentifier = unsubscribe.PacketIdentifier, ReasonCodes = [] };
        foreach (var filter in unsubscribe.TopicFilters)
        {
            var isKnown = session.Subscriptions.Remove(filter, out var subscription);
            if (isKnown) End(subscription!);
            answer.ReasonCodes.Add(isKnown ? MqttUnsubscribeReasonCode.Success : MqttUnsubscribeReasonCode.NoSubscriptionExisted);
        }

        store.KeepSubscriptions(session);
        return answer;
    }

    /// <summary>Puts back a subscription of an earlier run, which has been within the limits.</summary>
    public void Restore(Subscription subscription)
    {
        lock (_gate) _budget.Add(subscription.Session.Key.User, subscription.Bytes);
        Put(subscription);
    }

    /// <summary>A session has ended, and its subscriptions with it.</summary>
    public void End(Session session)
    {
        foreach (var subscription in session.Subscriptions.Values) End(subscription);
    }

    private MqttSubscribeReasonCode Subscribe(Session session, MqttTopicFilter asked, uint identifier, DeviceConnection connection)
    {
        if (!TopicFilter.TryParse(asked.Topic, out var filter)) return MqttSubscribeReasonCode.TopicFilterInvalid;
        if (!connection.Access.AllowsSubscription(asked.Topic)) return Refusal(connection, MqttSubscribeReasonCode.NotAuthorized);
        var isNew = !session.Subscriptions.ContainsKey(asked.Topic);
        if (isNew && !TryTakeCapacity(session, Subscription.BytesOf(filter)))
        {
            connection.Access.Refused(
                $"it has {session.Subscriptions.Count} subscriptions, and there is no room for more (--mqtt-subscription-limit)");
            return Refusal(connection, MqttSubscribeReasonCode.QuotaExceeded);
        }

        // What Mosquitto does for its bridges.
        if (connection.IsBridge) (asked.NoLocal, asked.RetainAsPublished) = (filter.Group is null, true);
        var subscription = new Subscription(session, filter, asked, identifier, isNew);
        Put(subscription);
        if (subscription.WantsRetained && filter.Group is null) session.Pulls.Put(subscription);
        return (MqttSubscribeReasonCode)asked.QualityOfServiceLevel;
    }

    // Before MQTT 5 there is one word for every refusal.
    private static MqttSubscribeReasonCode Refusal(DeviceConnection connection, MqttSubscribeReasonCode reason) =>
        connection.IsVersion5 ? reason : MqttSubscribeReasonCode.UnspecifiedError;

    private bool TryTakeCapacity(Session session, long bytes)
    {
        if (session.Subscriptions.Count >= endpoint.Options.SubscriptionLimit
            || session.SubscriptionBytes + bytes > endpoint.Options.SubscriptionBytesLimit) return false;
        lock (_gate)
        {
            if (!_budget.HasCapacity(session.Key.User, bytes, null, 0)) return false;
            _budget.Add(session.Key.User, bytes);
            return true;
        }
    }

    private void Put(Subscription subscription)
    {
        var session = subscription.Session;
        if (!session.Subscriptions.ContainsKey(subscription.Filter.Text)) session.SubscriptionBytes += subscription.Bytes;
        session.Subscriptions[subscription.Filter.Text] = subscription;
        endpoint.Subscriptions.Put(subscription);
    }

    private void End(Subscription subscription)
    {
        var session = subscription.Session;
        endpoint.Subscriptions.Remove(subscription);
        session.SubscriptionBytes -= subscription.Bytes;
        session.Pulls.Remove(subscription.Filter.Text);
        lock (_gate) _budget.Remove(session.Key.User, subscription.Bytes);
    }
}
