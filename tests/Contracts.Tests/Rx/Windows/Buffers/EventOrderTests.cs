using EventEdge.Contracts.Events;
using EventEdge.Contracts.Rx.Windows.Buffers;
using EventEdge.Contracts.Tests.Rx.Windows.Support;

namespace EventEdge.Contracts.Tests.Rx.Windows.Buffers;

public sealed class EventOrderTests
{
    private readonly EventLayout _layout = new();

    [Fact]
    public void Time_comes_before_topic_and_topic_before_fields()
    {
        AssertBefore(Event(1, "b", 9), Event(2, "a", 1));
        AssertBefore(Event(1, "a", 9), Event(1, "b", 1));
        AssertBefore(Event(1, "a", 1), Event(1, "a", 9));
    }

    [Fact]
    public void Values_of_one_kind_are_in_their_own_order_and_kinds_in_a_fixed_one()
    {
        FieldValue[] ascending = [FieldValue.Missing, FieldValue.Null, false, true, -1.0, 2.0, "10", "9"];
        foreach (var (lower, higher) in ascending.Zip(ascending.Skip(1))) AssertBefore(Event(1, "a", lower), Event(1, "a", higher));
    }

    [Fact]
    public void Alike_events_are_equal() => Assert.Equal(0, EventOrder.Instance.Compare(Event(1, "a", "x"), Event(1, "a", "x")));

    private static void AssertBefore(EdgeEvent earlier, EdgeEvent later)
    {
        Assert.True(EventOrder.Instance.Compare(earlier, later) < 0);
        Assert.True(EventOrder.Instance.Compare(later, earlier) > 0);
    }

    private EdgeEvent Event(double time, string topic, FieldValue value)
    {
        var input = new EdgeEvent(_layout) { Topic = topic, Time = WindowBench.Origin.AddSeconds(time) };
        input.Set(_layout.SlotOf("value"), value);
        return input;
    }
}
