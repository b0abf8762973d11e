using EventEdge.Contracts.Measurements;
using EventEdge.EdgeBridge.Tests.Outbox;
using EventEdge.EdgeBridge.Tests.Storage;
using EventEdge.EdgeBridge.Uplink;
using Microsoft.Extensions.Time.Testing;

namespace EventEdge.EdgeBridge.Tests.Uplink;

public sealed class SendOrderTests
{
    private readonly ScriptedOutbox _outbox = new();
    private readonly FakeTimeProvider _time = new();

    [Fact]
    public void Fresh_records_and_a_backlog_leave_in_turn()
    {
        _outbox.HoldBack(DeliveryClass.Normal, 100);
        _outbox.Add(DeliveryClass.Normal, 3);

        Assert.Equal("fresh held fresh held fresh held held held", Sent(Order(), 8));
    }

    [Fact]
    public void The_most_urgent_class_leaves_first_among_both()
    {
        foreach (var deliveryClass in (DeliveryClass[])[DeliveryClass.Bulk, DeliveryClass.Alarm])
        {
            _outbox.HoldBack(deliveryClass, 1);
            _outbox.Add(deliveryClass, 1);
        }

        var order = Order();

        Assert.Equal(
            [DeliveryClass.Alarm, DeliveryClass.Alarm, DeliveryClass.Bulk, DeliveryClass.Bulk],
            Enumerable.Range(0, 4).Select(_ => order.Next()!.Class));
    }

    [Fact]
    public void A_backlog_leaves_no_faster_than_the_replay_rate_and_fresh_records_do()
    {
        _outbox.HoldBack(DeliveryClass.Normal, 100);
        var order = Order(rate: 0.5);
        Assert.Equal("held none", Sent(order, 2));
        Assert.Equal(TimeSpan.FromSeconds(2), order.Pause);

        _outbox.Add(DeliveryClass.Normal, 2);
        Assert.Equal("fresh fresh none", Sent(order, 3));
        _time.Advance(order.Pause);

        Assert.Equal(TimeSpan.Zero, order.Pause);
        Assert.Equal("held none", Sent(order, 2));
    }

    [Fact]
    public async Task A_backlog_that_comes_into_being_on_its_own_turn_leaves_at_once()
    {
        await using var outbox = ReplayTests.Open(new SimulatedDisk());
        var order = new SendOrder(outbox, new UplinkOptions { Node = "n1" }, _time);
        await ReplayTests.CommitAsync(outbox, 1);
        order.Next();

        await ReplayTests.CommitAsync(outbox, 100);

        Assert.Equal(2, order.Next()?.FirstSequence);
    }

    private static string Sent(SendOrder order, int times) => string.Join(' ', Enumerable.Range(0, times).Select(_ => order.Next() switch
    {
        null => "none",
        { FirstSequence: < ScriptedOutbox.FirstFresh } => "held",
        _ => "fresh",
    }));

    private SendOrder Order(double? rate = null) => new(_outbox, new UplinkOptions { Node = "n1", ReplayRate = rate }, _time);
}
