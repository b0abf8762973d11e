using EventEdge.Hosting.Health;

namespace EventEdge.Hosting.Tests.Health;

public sealed class HealthChecksTests
{
    private static readonly HealthProblem Full = new(HealthLevel.Failed, "the disk is full", "make room");
    private readonly HealthChecks _checks = new();

    [Fact]
    public void A_check_shows_what_it_finds_at_the_moment()
    {
        HealthProblem? problem = null;
        _checks.Add("journal", () => problem);
        Assert.Equal([new("journal", HealthLevel.Ok)], _checks.Look());
        problem = Full;
        Assert.Equal([new("journal", HealthLevel.Failed, "the disk is full", "make room")], _checks.Look());
    }

    [Fact]
    public void A_check_of_the_same_name_takes_the_place_of_the_former()
    {
        _checks.Add("journal", () => Full);
        _checks.Add("outbox", () => null);
        _checks.Add("journal", () => null);
        Assert.Equal(["journal ok", "outbox ok"], _checks.Look().Select(e => $"{e.Check} {e.State}".ToLowerInvariant()));
    }

    [Fact]
    public void A_check_that_fails_is_a_degraded_one()
    {
        _checks.Add("journal", () => throw new IOException("no such\nfile"));
        var entry = Assert.Single(_checks.Look());
        Assert.Equal((HealthLevel.Degraded, "this check failed: no such file"), (entry.State, entry.Reason));
    }

    [Fact]
    public void Checks_of_another_part_come_behind_the_own_also_those_added_later()
    {
        var others = new HealthChecks();
        _checks.Include(others);
        others.Add("store", () => null);
        _checks.Add("uplink", () => null);
        Assert.Equal(["uplink", "store"], _checks.Look().Select(e => e.Check));
    }

    [Fact]
    public void The_worst_problem_is_told_first_and_none_twice()
    {
        IReadOnlyList<HealthEntry> entries =
        [
            new("mqtt", HealthLevel.Degraded, "nobody is heard", "wait"), new("uplink", HealthLevel.Ok),
            new("journal", HealthLevel.Failed, "the disk is full", "make room"),
            new("outbox", HealthLevel.Failed, "the disk is full", "make room"),
        ];
        Assert.Equal("the disk is full; nobody is heard", HealthEntry.Sentence(entries));
        Assert.Equal(HealthLevel.Failed, HealthEntry.Worst(entries));
        Assert.Null(HealthEntry.Sentence([new("uplink", HealthLevel.Ok)]));
    }
}
