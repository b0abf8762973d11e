using EventEdge.Torture.Faults;

namespace EventEdge.EndToEnd.Tests.Torture;

/// <summary>A seed is a promise: the same faults in the same order.</summary>
public sealed class FaultDrawTests
{
    private static readonly Fault[] Kinds = [.. Enumerable.Range(0, 7).Select(i => Kind($"k{i}", i))];

    [Fact]
    public void The_same_seed_draws_the_same_faults() =>
        Assert.Equal(FaultDraw.ByWeight(Kinds, 50, new(7)), FaultDraw.ByWeight(Kinds, 50, new(7)));

    [Fact]
    public void A_kind_without_weight_is_never_drawn_and_a_heavy_one_most_often()
    {
        var drawn = FaultDraw.ByWeight(Kinds, 2100, new(1)).CountBy(fault => fault.Name).ToDictionary();
        Assert.False(drawn.ContainsKey("k0"));
        Assert.Equal("k6", drawn.MaxBy(kind => kind.Value).Key);
    }

    [Fact]
    public void Nothing_to_draw_from_is_a_mistake_in_the_command() =>
        Assert.Throws<FormatException>(() => FaultDraw.ByWeight([], 1, new(1)));

    [Fact]
    public void The_parts_hold_every_kind_once() =>
        Assert.Equal(
            Kinds.OrderBy(kind => kind.Name),
            Enumerable.Range(1, 3).SelectMany(part => FaultDraw.EachOnce(Kinds, part, 3, new(part))).OrderBy(kind => kind.Name));

    [Fact]
    public void Places_are_those_of_the_product()
    {
        Assert.Contains(Place.All, place => place is { Name: "writing", How: { InCloud: false, WhileStopping: false, VisitLimit: 40 } });
        Assert.Contains(Place.All, place => place is { Name: "trimming", How.WhileStopping: true });
        Assert.Contains(Place.All, place => place is { Name: "before_ack", How.InCloud: true });
        Assert.Equal(Place.All.Count, Place.All.DistinctBy(place => place.Name).Count());
    }

    private static Fault Kind(string name, int weight) => new(name, weight, (_, _, _) => Task.FromResult(true));
}
