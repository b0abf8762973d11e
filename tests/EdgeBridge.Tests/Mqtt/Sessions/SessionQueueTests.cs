using System.Buffers;
using EventEdge.EdgeBridge.Mqtt.Sessions;
using Microsoft.Extensions.Time.Testing;
using MQTTnet.Packets;
using MQTTnet.Protocol;

namespace EventEdge.EdgeBridge.Tests.Mqtt.Sessions;

public sealed class SessionQueueTests
{
    private readonly FakeTimeProvider _time = new();

    [Fact]
    public void No_more_is_sent_unacknowledged_than_the_subscriber_takes()
    {
        var queue = NewQueue(sendLimit: 2);
        foreach (var text in (string[])["a", "b", "c"]) queue.TryAdd(Message(text), isConnected: true);
        Assert.Equal([("a", 1, false), ("b", 2, false)], Sent(queue));
        Assert.NotNull(queue.Finish(1));
        Assert.Equal([("c", 3, false)], Sent(queue));
        Assert.Null(queue.Finish(1));
    }

    [Fact]
    public void After_a_reconnect_what_was_not_acknowledged_comes_again_first_in_its_order_and_marked()
    {
        var queue = NewQueue(sendLimit: 2);
        foreach (var text in (string[])["a", "b", "c"]) queue.TryAdd(Message(text), isConnected: true);
        Sent(queue);
        queue.Resume(sendLimit: 10);
        Assert.Equal([("a", 1, true), ("b", 2, true), ("c", 3, false)], Sent(queue));
    }

    [Fact]
    public void What_the_subscriber_has_received_is_released_again_and_not_sent_again()
    {
        var queue = NewQueue();
        queue.TryAdd(Message("a", qos: 2), isConnected: true);
        Sent(queue);
        Assert.True(queue.Received(1));
        queue.Resume(sendLimit: 10);
        Assert.Equal(1, Assert.IsType<MqttPubRelPacket>(queue.Next()).PacketIdentifier);
        Assert.Null(queue.Next());
    }

    [Fact]
    public void An_expired_message_is_not_sent_and_others_say_how_long_they_have()
    {
        var queue = NewQueue();
        queue.TryAdd(Message("short", expiry: 5), isConnected: false);
        queue.TryAdd(Message("long", expiry: 60), isConnected: false);
        _time.Advance(TimeSpan.FromSeconds(6));
        Assert.Equal(54u, Assert.IsType<MqttPublishPacket>(queue.Next()).MessageExpiryInterval);
        Assert.Null(queue.Next());
    }

    [Fact]
    public void A_connected_subscriber_without_room_is_too_slow_and_one_that_is_away_loses_its_oldest()
    {
        var queue = NewQueue(countLimit: 2);
        Assert.True(queue.TryAdd(Message("a"), isConnected: true));
        Assert.True(queue.TryAdd(Message("b"), isConnected: true));
        Assert.False(queue.TryAdd(Message("c"), isConnected: true));
        Assert.True(queue.TryAdd(Message("d"), isConnected: false));
        Assert.Equal(["b", "d"], Sent(queue).Select(one => one.Text));
        Assert.Equal(1, queue.Dropped);
    }

    [Fact]
    public void Bytes_are_bounded_too_and_come_free_again()
    {
        var queue = NewQueue(bytesLimit: 250);
        var large = new string('x', 100);
        Assert.True(queue.TryAdd(Message(large), isConnected: true));
        Assert.True(queue.TryAdd(Message(large), isConnected: true));
        Assert.False(queue.TryAdd(Message(large), isConnected: true));
        Sent(queue);
        queue.Finish(1);
        Assert.True(queue.TryAdd(Message(large), isConnected: true));
    }

    [Fact]
    public void Messages_of_QoS_0_do_not_wait_for_a_subscriber_that_is_away()
    {
        var queue = NewQueue();
        Assert.True(queue.TryAdd(Message("a", qos: 0), isConnected: false));
        Assert.Null(queue.Next());
    }

    private SessionQueue NewQueue(int countLimit = 100, long bytesLimit = 10_000, int sendLimit = 10)
    {
        var queue = new SessionQueue(countLimit, bytesLimit, _time);
        queue.Resume(sendLimit);
        return queue;
    }

    private Delivery Message(string text, int qos = 1, uint expiry = 0)
    {
        var packet = new MqttPublishPacket
        {
            Topic = "t",
            Payload = new ReadOnlySequence<byte>(System.Text.Encoding.UTF8.GetBytes(text)),
            QualityOfServiceLevel = (MqttQualityOfServiceLevel)qos,
            MessageExpiryInterval = expiry,
        };
        return new Delivery(new RoutedMessage(packet, "sender", _time.GetTimestamp()), qos, Retain: false, Identifiers: null);
    }

    private static List<(string Text, int Id, bool Dup)> Sent(SessionQueue queue)
    {
        List<(string, int, bool)> sent = [];
        while (queue.Next() is MqttPublishPacket packet)
        {
            sent.Add((System.Text.Encoding.UTF8.GetString(packet.Payload.ToArray()), packet.PacketIdentifier, packet.Dup));
        }

        return sent;
    }
}
