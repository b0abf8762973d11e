using EventEdge.Contracts.Events;
using EventEdge.Contracts.Rx.Windows.Buffers;
using EventEdge.Contracts.Tests.Rx.Windows.Support;

namespace EventEdge.Contracts.Tests.Rx.Windows.Buffers;

public sealed class EventListAccumulatorTests
{
    private readonly EventLayout _layout = new();

    [Fact]
    public void Events_stand_in_order_of_time_and_ties_in_order_of_arrival()
    {
        var list = ListOf((3, "c"), (1, "a"), (3, "d"), (2, "b"));
        Assert.Equal(["a", "b", "c", "d"], Names(list));
    }

    [Fact]
    public void Event_is_kept_as_it_was_when_the_instance_is_reused()
    {
        var list = new EventListAccumulator(_layout);
        var reused = Event(1, "first");
        list.Add(reused);
        reused.Clear();
        reused.Set(_layout.SlotOf("name"), "second");
        Assert.Equal(["first"], Names(list));
    }

    [Fact]
    public void Merging_keeps_the_order()
    {
        var list = ListOf((1, "a"), (3, "c"));
        list.Merge(ListOf((2, "b"), (4, "d")));
        Assert.Equal(["a", "b", "c", "d"], Names(list));
    }

    [Fact]
    public void Merging_with_another_kind_is_refused() =>
        Assert.Throws<ArgumentException>(() => ListOf().Merge(new IntegerStats(0)));

    [Fact]
    public void Saved_events_come_back_in_a_layout_with_other_slots()
    {
        var stream = new MemoryStream();
        var input = Event(7, "a");
        input.Set(_layout.SlotOf("number"), 1.5);
        input.Set(_layout.SlotOf("flag"), true);
        input.Set(_layout.SlotOf("nothing"), FieldValue.Null);
        var saved = new EventListAccumulator(_layout);
        saved.Add(input);
        saved.Save(new(stream));

        var other = new EventLayout();
        other.SlotOf("flag");
        var loaded = new EventListAccumulator(other);
        stream.Position = 0;
        loaded.Load(new(stream));

        var copy = Assert.Single(loaded.Events);
        Assert.Equal((input.Topic, input.Time, input.ReceivedAt, input.Sequence), (copy.Topic, copy.Time, copy.ReceivedAt, copy.Sequence));
        foreach (var (name, value) in input.Fields) Assert.Equal(value, copy[name]);
        Assert.Equal(FieldKind.Null, copy["nothing"].Kind);
    }

    private static IEnumerable<string?> Names(EventListAccumulator list) => list.Events.Select(input => input["name"].AsText);

    private EventListAccumulator ListOf(params (double Time, string Name)[] events)
    {
        var list = new EventListAccumulator(_layout);
        foreach (var (time, name) in events) list.Add(Event(time, name));
        return list;
    }

    private EdgeEvent Event(double time, string name)
    {
        var input = new EdgeEvent(_layout)
        {
            Topic = "plant/a",
            Time = WindowBench.Origin.AddSeconds(time),
            ReceivedAt = WindowBench.Origin.AddSeconds(100),
            Sequence = 42,
        };
        input.Set(_layout.SlotOf("name"), name);
        return input;
    }
}
