using EventEdge.EdgeBridge.Mqtt.Retained;
using EventEdge.EdgeBridge.Mqtt.Sessions;

namespace EventEdge.EdgeBridge.Mqtt.Clients;

/// <summary>
/// Hands messages to whoever wants them. Retained ones go through one at a time, from keeping to the last subscriber's queue: so the value
/// that is kept is the one that subscribers were told last.
/// </summary>
internal sealed class MessageRouter(SubscriptionTree subscriptions, RetainedStore retained, DisconnectNotice notice)
{
    private static readonly Task<bool> NothingToKeep = Task.FromResult(true);

    /// <summary>
    /// Hands a message to everybody who wants it, and keeps it if it is to be kept. The task says when the disk has that; it never fails.
    /// </summary>
    public Task<bool> Route(RoutedMessage message)
    {
        if (!message.Retain)
        {
            Spread(message);
            return NothingToKeep;
        }

        lock (retained.Messages.Gate)
        {
            var saved = retained.Keep(message);
            Spread(message);
            return saved;
        }
    }

    /// <summary>
    /// Goes on with the retained messages a session has still to get, as far as there is room. Whether there is something to send now.
    /// </summary>
    public bool Pull(Session session)
    {
        if (session.Pulls.IsEmpty) return false;
        while (session.Pulls.Read(retained.Messages, session))
        {
            // One filter after the other, a part of the store at a time.
        }

        return session.Queue.HasNext;
    }

    /// <summary>
    /// Hands what a session that has ended had still to get through shared subscriptions to other members [MQTT-4.8.2-5].
    /// </summary>
    public void HandOver(IReadOnlyList<Delivery> left)
    {
        foreach (var one in left)
        {
            if (subscriptions.MemberOf(one.Shared!) is { } member) member.Session.Offer(member.Deliver(one.Message, isRetained: false));
        }
    }

    private void Spread(RoutedMessage message)
    {
        List<Subscription> found = [];
        subscriptions.Match(message.Topic, found);
        found.RemoveAll(one => !one.Wants(message));
        if (notice.HasBegun)
            notice.Sending(message, found.Where(one => one.Session.IsConnected).DistinctBy(one => (one.Session, one.Filter.Group)).Count());
        if (found.Count == 1)
        {
            found[0].Session.Offer(found[0].Deliver(message, isRetained: false));
            return;
        }

        foreach (var one in found.Where(one => one.Filter.Group is not null)) one.Session.Offer(one.Deliver(message, isRetained: false));
        foreach (var ofOne in found.Where(one => one.Filter.Group is null).GroupBy(one => one.Session))
            ofOne.Key.Offer(Subscription.Deliver(message, [.. ofOne]));
    }
}
