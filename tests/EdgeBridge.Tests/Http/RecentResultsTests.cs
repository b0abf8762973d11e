using EventEdge.Contracts.Events;
using EventEdge.Contracts.Measurements;
using EventEdge.EdgeBridge.Status;

namespace EventEdge.EdgeBridge.Tests.Http;

public sealed class RecentResultsTests
{
    [Fact]
    public void Only_results_newer_than_the_last_one_seen_are_handed_out()
    {
        var recent = Filled(3, limit: 8);
        Assert.Equal([1, 2, 3], recent.After(0).Select(result => result.Number));
        Assert.Equal([3], recent.After(2).Select(result => result.Number));
        Assert.Empty(recent.After(3));
        Assert.Empty(recent.After(99));
    }

    [Fact]
    public void The_oldest_is_forgotten_first()
    {
        var recent = Filled(10, limit: 4);
        Assert.Equal([7, 8, 9, 10], recent.After(0).Select(result => result.Number));
        Assert.Equal([6.0, 7, 8, 9], recent.After(0).Select(result => result.Fields["value"]));
    }

    [Fact]
    public void Only_finite_numbers_can_be_drawn()
    {
        var recent = new RecentResults(2);
        recent.Add("b", Some(FieldValue.Of(double.NaN)));
        recent.Add("b", Some(FieldValue.Of("text")));
        Assert.All(recent.After(0), result => Assert.Empty(result.Fields));
    }

    [Fact]
    public void Names_from_outside_are_drawn_as_what_they_are()
    {
        var recent = new RecentResults(1);
        recent.Add("b", new()
        {
            Measurement = "m\u202e", Tags = [new("device", "p\u001b[31m")], Fields = [new("v\u200b", 1.0)],
            Time = DateTimeOffset.UnixEpoch
        });

        var result = Assert.Single(recent.After(0));

        Assert.Equal((@"m\u202e", @"p\u001b[31m", @"v\u200b"), (result.Measurement, result.Key, Assert.Single(result.Fields).Key));
    }

    private static RecentResults Filled(int count, int limit)
    {
        var recent = new RecentResults(limit);
        for (var i = 0; i < count; i++) recent.Add("b", Some(FieldValue.Of(i)));
        return recent;
    }

    private static Point Some(FieldValue value) =>
        new() { Measurement = "m", Tags = [], Fields = [new("value", value)], Time = DateTimeOffset.UnixEpoch };
}
