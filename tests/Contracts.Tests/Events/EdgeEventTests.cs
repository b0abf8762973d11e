using EventEdge.Contracts.Events;

namespace EventEdge.Contracts.Tests.Events;

public sealed class EdgeEventTests
{
    private static readonly DateTimeOffset Noon = new(2024, 1, 1, 12, 0, 0, TimeSpan.Zero);

    private readonly EventLayout _layout = new();

    [Fact]
    public void An_event_of_a_test_has_its_fields_and_both_times()
    {
        var input = EdgeEvent.Of(_layout, "plant/a", Noon, ("temperature", 21.5), ("mode", "auto"));
        Assert.Equal((21.5, "auto"), (input["temperature"].AsNumber, input["mode"].AsText));
        Assert.Equal(("plant/a", Noon, Noon), (input.Topic, input.Time, input.ReceivedAt));
    }

    [Fact]
    public void Times_are_kept_in_UTC() =>
        Assert.Equal(TimeSpan.Zero, EdgeEvent.Of(_layout, "plant/a", Noon.ToOffset(TimeSpan.FromHours(2))).Time.Offset);

    [Fact]
    public void Events_of_one_layout_have_a_field_in_the_same_place()
    {
        var first = EdgeEvent.Of(_layout, "plant/a", Noon, ("a", 1), ("b", 2));
        var second = EdgeEvent.Of(_layout, "plant/a", Noon, ("b", 3));
        Assert.Equal(FieldValue.Missing, second["a"]);
        Assert.Equal((2, 3), (first.At(_layout.Find("b")).AsNumber, second.At(_layout.Find("b")).AsNumber));
    }

    [Fact]
    public void A_full_layout_takes_no_more()
    {
        for (var n = 0; n < EventLayout.SlotLimit; n++) _layout.SlotOf($"field{n}");
        Assert.Throws<InvalidOperationException>(() => EdgeEvent.Of(_layout, "plant/a", Noon, ("one more", 1)));
    }

    [Fact]
    public void What_is_detached_stays_when_the_event_is_used_again()
    {
        var input = EdgeEvent.Of(_layout, "plant/a", Noon, ("temperature", 21.5));
        var kept = input.Detach();
        input.Clear();
        Assert.Equal(21.5, kept["temperature"].AsNumber);
        Assert.False(input["temperature"].Exists);
    }

    [Fact]
    public void Fields_are_those_that_are_present()
    {
        _layout.SlotOf("absent");
        var input = EdgeEvent.Of(_layout, "plant/a", Noon, ("b", 1), ("nothing", FieldValue.Null));
        Assert.Equal(["b", "nothing"], input.Fields.Select(field => field.Key));
    }
}
