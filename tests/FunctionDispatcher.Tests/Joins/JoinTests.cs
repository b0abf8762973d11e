using EventEdge.FunctionDispatcher.Outputs;
using EventEdge.FunctionDispatcher.Tests.Engine;

namespace EventEdge.FunctionDispatcher.Tests.Joins;

/// <summary>What belongs to an event, when it is given, and what corrects it.</summary>
public sealed class JoinTests
{
    [Fact]
    public void The_nearest_within_reach_belongs_to_an_event_once_nothing_nearer_can_come()
    {
        using var bench = new JoinBench();

        bench.Temperature(0, 20).Stroke(1.5, 100).Temperature(2, 21);
        Assert.Equal(["p1@1.5 100 21 r0"], bench.Joined);
    }

    [Fact]
    public void One_that_came_before_is_given_when_the_other_side_is_as_far_behind_it()
    {
        using var bench = new JoinBench();

        bench.Temperature(0, 20).Stroke(1, 100).Temperature(1.9, 21);
        Assert.Equal(["p1@1 100 21 r0"], bench.Joined);

        bench.Stroke(3, 101).Temperature(5, 22);
        Assert.Equal("p1@3 101 21 r0", bench.Joined.Last());
    }

    [Fact]
    public void Of_two_as_near_the_earlier_belongs_to_it()
    {
        using var bench = new JoinBench();

        bench.Temperature(0, 20).Stroke(1, 100).Temperature(2, 21);

        Assert.Equal(["p1@1 100 20 r0"], bench.Joined);
    }

    [Fact]
    public void Without_one_within_reach_an_inner_join_gives_nothing_and_a_left_one_the_event_alone()
    {
        using var inner = new JoinBench();
        using var left = new JoinBench("kind: left");

        foreach (var bench in new[] { inner, left }) bench.Temperature(0, 20).Stroke(6, 100).Temperature(11.1, 21);

        Assert.Empty(inner.Joined);
        Assert.Equal(["p1@6 100 - r0"], left.Joined);
        Assert.Equal(1 + 2, inner.Strokes.Counters.InWindows);
    }

    [Theory]
    [InlineData("match: latest", "p1@1.5 100 20 r0")]
    [InlineData("match: next", "p1@1.5 100 21 r0")]
    public void The_latest_before_or_the_next_after_may_be_asked_for(string match, string line)
    {
        using var bench = new JoinBench(match);

        bench.Temperature(0, 20).Stroke(1.5, 100).Temperature(1.6, 21).Temperature(9, 22);

        Assert.Equal([line], bench.Joined);
    }

    [Fact]
    public void Keys_have_nothing_to_do_with_each_other()
    {
        using var bench = new JoinBench("kind: left");

        bench.Temperature(0, 20).Temperature(0, 30, device: "p2").Stroke(0.5, 100).Stroke(0.5, 200, device: "p2");
        bench.Temperature(1, 31, device: "p2");

        Assert.Equal(["p2@0.5 200 30 r0"], bench.Joined);
    }

    [Fact]
    public void A_late_result_of_the_other_side_corrects_what_was_given()
    {
        using var bench = new JoinBench();

        bench.Temperature(0, 20).Stroke(1, 100).Temperature(4, 22).Temperature(1.2, 21, received: 4.1);

        Assert.Equal(["p1@1 100 20 r0", "p1@1 100 21 r1"], bench.Joined);
        Assert.Equal(1, bench.Strokes.Counters.Corrected);
        Assert.Equal((1, 1), (bench.Strokes.Counters.Measurements, bench.Strokes.Counters.Revisions));
    }

    [Fact]
    public void A_late_result_that_is_not_nearer_changes_nothing()
    {
        using var bench = new JoinBench();

        bench.Temperature(0.9, 20).Stroke(1, 100).Temperature(4, 22).Temperature(2, 21, received: 4.1);

        Assert.Equal(["p1@1 100 20 r0"], bench.Joined);
        Assert.Equal(0, bench.Strokes.Counters.Corrected);
    }

    [Fact]
    public void What_belongs_to_an_event_is_kept_as_long_as_the_event_can_be_corrected()
    {
        using var bench = new JoinBench(time: "idle_timeout: 1m");

        // The strokes are half a minute ahead of the temperatures.
        bench.Temperature(0.9, 20).Stroke(1, 100).Temperature(2, 21, received: 2).Stroke(30, 101);
        bench.Temperature(1.3, 22, received: 30.1).Temperature(1.05, 23, received: 30.2);

        Assert.Equal(["p1@1 100 20 r0", "p1@1 100 23 r1"], bench.Joined);
    }

    [Fact]
    public void A_late_event_finds_what_belonged_to_it()
    {
        using var bench = new JoinBench();

        bench.Temperature(0, 20).Temperature(2, 21).Stroke(9, 100, received: 9).Temperature(10, 22);
        bench.Stroke(5, 99, received: 10.1);

        Assert.Equal(["p1@9 100 22 r0", "p1@5 99 21 r0"], bench.Joined);
    }

    [Fact]
    public void What_comes_after_its_partners_were_let_go_is_a_dead_letter()
    {
        using var bench = new JoinBench();

        bench.Temperature(0, 20).Stroke(20, 100).Temperature(20, 22).Stroke(14.9, 99, received: 20.1);
        bench.Temperature(14.9, 21, received: 20.2);

        Assert.Equal(2, bench.Strokes.Counters.Late);
        Assert.All(bench.Output.DeadLetters, letter => Assert.Equal(FailureStage.Late, letter.Stage));
        Assert.Equal(["plant/p1/stroke", "$join/strokes"], bench.Output.DeadLetters.Select(letter => letter.Topic));
    }

    [Fact]
    public void Allowed_lateness_keeps_them_for_longer()
    {
        using var bench = new JoinBench(time: "allowed_lateness: 10s");

        bench.Temperature(0, 20).Stroke(20, 100).Temperature(20, 22).Stroke(5.25, 99, received: 20.1);

        bench.Temperature(5, 21, received: 20.2);

        Assert.Equal(["p1@20 100 22 r0", "p1@5.25 99 21 r0"], bench.Joined);
        Assert.Equal(0, bench.Strokes.Counters.Late);
    }

    [Fact]
    public void A_side_that_falls_silent_is_not_waited_for_longer_than_its_timeout()
    {
        using var bench = new JoinBench("kind: left");

        bench.Temperature(0, 20).Stroke(2, 100);
        // Until 2 + 2, as near as the one before, and 10 more.
        bench.Pass(13.9);
        Assert.Empty(bench.Joined);
        bench.Pass(14.1);

        Assert.Equal(["p1@2 100 20 r0"], bench.Joined);
    }

    [Fact]
    public void A_side_that_never_came_is_not_waited_for_longer_either()
    {
        using var bench = new JoinBench("kind: left");

        bench.Stroke(2, 100).Pass(16.9);
        Assert.Empty(bench.Joined);
        bench.Pass(17.1);

        Assert.Equal(["p1@2 100 - r0"], bench.Joined);
    }

    [Fact]
    public void What_comes_all_the_same_corrects_what_silence_gave()
    {
        using var bench = new JoinBench("kind: left");

        bench.Stroke(2, 100).Pass(18).Temperature(2.5, 21, received: 19);

        Assert.Equal(["p1@2 100 - r0", "p1@2 100 21 r1"], bench.Joined);
    }

    [Fact]
    public void A_silent_side_of_its_own_keeps_nothing_for_ever()
    {
        using var bench = new JoinBench();

        for (var i = 0; i < 5000; i++) bench.Temperature(i, i);
        bench.Stroke(5000, 1).Temperature(5001, 5001);
        Assert.Equal(["p1@5000 1 4999 r0"], bench.Joined);

        bench.Stroke(4000, 2, received: 5001);

        Assert.Equal(FailureStage.Late, Assert.Single(bench.Output.DeadLetters).Stage);
    }

    [Fact]
    public void A_window_that_is_corrected_corrects_what_was_joined_with_it()
    {
        var yaml = JoinBench.Bindings("fields: [value_sum]")
            .Replace("event_time: { field: ts }", "event_time: { field: ts, allowed_lateness: 1m }", StringComparison.Ordinal)
            .Replace(
                "function: { builtin: pass, with: { fields: [value] } }",
                "window: { tumbling: 2s, group_by: [device] }\n    function: { builtin: stats, with: { fields: [value], stats: [sum] } }",
                StringComparison.Ordinal);
        var output = new CollectingOutput();
        using var dispatcher = Some.Dispatcher(yaml, output);
        long sequence = 0;
        dispatcher.Dispatch(JoinBench.Temperature(0.5, 20, ++sequence));
        dispatcher.Dispatch(JoinBench.Stroke(1, 100, ++sequence));
        dispatcher.Dispatch(JoinBench.Temperature(4.1, 30, ++sequence));
        dispatcher.Dispatch(JoinBench.Temperature(8.1, 30, ++sequence));
        dispatcher.Dispatch(JoinBench.Temperature(1.5, 7, ++sequence, received: 8.2));

        var strokes = output.Points.Where(p => p.Point.Measurement == "stroke").Select(p => p.Point).ToList();
        Assert.Equal([20.0, 27.0], strokes.Select(p => p.Fields.Single(f => f.Key == "temperature.value_sum").Value.AsNumber));
        Assert.Equal([0, 1], strokes.Select(p => p.Revision));
    }

    [Fact]
    public void Both_sides_are_computed_with_and_filtered_by()
    {
        using var bench = new JoinBench("as: t, set: { work: force * t.value }, where: t.value > 20, fields: [value, time]");

        bench.Temperature(0, 20).Stroke(0, 1).Temperature(10, 30).Stroke(10, 2).Temperature(20, 40);

        Assert.Contains(
            "force=2 t.time=2026-03-01T12:00:10Z t.value=30 work=60",
            string.Join(' ', Assert.Single(bench.Output.Points, p => p.Point.Measurement == "stroke").Point.Fields
                .Where(f => f.Key != "ts").OrderBy(f => f.Key).Select(f => $"{f.Key}={f.Value}")), StringComparison.Ordinal);
    }

    [Fact]
    public void No_field_of_the_event_is_taken_for_one_of_the_other_side()
    {
        using var bench = new JoinBench("kind: left");

        bench.Dispatcher.Dispatch(new(
            "plant/p1/stroke", """{"ts":1772366400000,"force":1,"temperature":{"value":99}}"""u8.ToArray(), Some.Noon, 1));
        bench.Pass(100);

        Assert.Equal(["p1@0 1 - r0"], bench.Joined);
    }
}
