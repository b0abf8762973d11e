using EventEdge.EdgeBridge.Mqtt;
using EventEdge.EdgeBridge.Mqtt.Sessions;
using Microsoft.Extensions.Time.Testing;

namespace EventEdge.EdgeBridge.Tests.Mqtt.Sessions;

public sealed class SessionQueueTests
{
    private readonly FakeTimeProvider _time = new();

    [Fact]
    public void No_more_is_sent_unacknowledged_than_the_subscriber_takes()
    {
        var queue = NewQueue(sendLimit: 2);
        foreach (var text in (string[])["a", "b", "c"]) queue.Add(Message(text), isConnected: true);
        Assert.Equal([("a", 1, false), ("b", 2, false)], Sent(queue));
        Assert.NotNull(queue.Finish(1));
        Assert.Equal([("c", 3, false)], Sent(queue));
        Assert.Null(queue.Finish(1));
    }

    [Fact]
    public void After_a_reconnect_what_was_not_acknowledged_comes_again_first_in_its_order_and_marked()
    {
        var queue = NewQueue(sendLimit: 2);
        foreach (var text in (string[])["a", "b", "c"]) queue.Add(Message(text), isConnected: true);
        Sent(queue);
        queue.Resume(sendLimit: 10);
        Assert.Equal([("a", 1, true), ("b", 2, true), ("c", 3, false)], Sent(queue));
    }

    [Fact]
    public void What_the_subscriber_has_received_is_released_again_and_not_sent_again()
    {
        var queue = NewQueue();
        queue.Add(Message("a", qos: 2), isConnected: true);
        Sent(queue);
        Assert.True(queue.Received(1));
        queue.Resume(sendLimit: 10);
        Assert.Equal(new Outbound(null, 1, IsDuplicate: false, 0), queue.Next());
        Assert.Null(queue.Next());
    }

    [Fact]
    public void An_expired_message_is_not_sent_and_others_say_how_long_they_have()
    {
        var queue = NewQueue();
        queue.Add(Message("short", expiry: 5), isConnected: false);
        queue.Add(Message("long", expiry: 60), isConnected: false);
        _time.Advance(TimeSpan.FromSeconds(6));
        Assert.Equal(54u, queue.Next()!.Value.SecondsLeft);
        Assert.Null(queue.Next());
    }

    [Fact]
    public void A_connected_subscriber_without_room_is_too_slow_and_its_session_loses_the_oldest()
    {
        var queue = NewQueue(countLimit: 2);
        Assert.Equal(Added.Whole, queue.Add(Message("a"), isConnected: true));
        Assert.Equal(Added.Whole, queue.Add(Message("b"), isConnected: true));
        Assert.Equal(Added.TooSlow, queue.Add(Message("c"), isConnected: true));
        Assert.Equal(Added.Dropped, queue.Add(Message("d"), isConnected: false));
        Assert.Equal(["c", "d"], Sent(queue).Select(one => one.Text));
        Assert.Equal(2, queue.Dropped);
    }

    [Fact]
    public void What_is_left_after_an_overflow_is_the_newest_without_a_hole_whatever_was_in_flight()
    {
        var queue = NewQueue(countLimit: 10, sendLimit: 4);
        for (var n = 0; n < 10; n++) queue.Add(Message($"{n}"), isConnected: true);
        Assert.Equal(4, Sent(queue).Count);
        for (var n = 10; n < 13; n++) queue.Add(Message($"{n}"), isConnected: true);
        for (var n = 13; n < 15; n++) queue.Add(Message($"{n}"), isConnected: false);
        queue.Resume(sendLimit: 100);
        Assert.Equal(Enumerable.Range(5, 10).Select(n => $"{n}"), Sent(queue).Select(one => one.Text));
        Assert.Equal(5, queue.Dropped);
    }

    [Fact]
    public void Who_comes_back_to_a_full_queue_is_given_time_to_take_it_and_loses_the_oldest_meanwhile()
    {
        var queue = NewQueue(countLimit: 10, sendLimit: 4);
        for (var n = 0; n < 10; n++) queue.Add(Message($"{n}"), isConnected: false);
        queue.Resume(sendLimit: 4);
        Assert.Equal(["0", "1", "2", "3"], Sent(queue).Select(one => one.Text));
        Assert.Equal(Added.Dropped, queue.Add(Message("10"), isConnected: true)); // 4 goes: what is in flight cannot be called back.
        queue.Resume(sendLimit: 100);
        Assert.Equal(Enumerable.Range(5, 6).Select(n => $"{n}"), Sent(queue).Select(one => one.Text));
    }

    [Fact]
    public void Bytes_are_bounded_too_and_come_free_again()
    {
        var size = Message(new string('x', 100)).Bytes;
        var queue = NewQueue(bytesLimit: 2 * size);
        var large = new string('x', 100);
        Assert.Equal(Added.Whole, queue.Add(Message(large), isConnected: true));
        Assert.Equal(Added.Whole, queue.Add(Message(large), isConnected: true));
        Assert.Equal(2 * size, queue.Footprint);
        Sent(queue);
        queue.Finish(1);
        Assert.Equal(Added.Whole, queue.Add(Message(large), isConnected: true));
        Assert.Equal(Added.TooSlow, queue.Add(Message(large), isConnected: true));
        Assert.Equal(2 * size, queue.Footprint);
    }

    [Fact]
    public void A_message_larger_than_the_whole_queue_is_lost_alone()
    {
        var queue = NewQueue(bytesLimit: 1000);
        Assert.Equal(Added.Dropped, queue.Add(Message(new string('x', 2000)), isConnected: false));
        Assert.Equal(0, queue.Footprint);
        Assert.Equal(Added.Whole, queue.Add(Message("a"), isConnected: false));
    }

    [Fact]
    public void Messages_of_QoS_0_do_not_wait_for_a_subscriber_that_is_away()
    {
        var queue = NewQueue();
        Assert.Equal(Added.Whole, queue.Add(Message("a", qos: 0), isConnected: false));
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
        var message = new RoutedMessage(
            "t", System.Text.Encoding.UTF8.GetBytes(text), qos, _time.GetTimestamp())
        { ExpirySeconds = expiry };
        return new Delivery(message, qos, Retain: false, Identifiers: null);
    }

    private static List<(string Text, int Id, bool Dup)> Sent(SessionQueue queue)
    {
        List<(string, int, bool)> sent = [];
        while (queue.Next() is { Delivery: { } delivery } next)
        {
            sent.Add((System.Text.Encoding.UTF8.GetString(delivery.Message.Payload.Span), next.PacketId, next.IsDuplicate));
        }

        return sent;
    }
}
