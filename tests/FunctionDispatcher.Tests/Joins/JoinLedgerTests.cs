using EventEdge.FunctionDispatcher.Outputs;
using EventEdge.FunctionDispatcher.Tests.Engine;

namespace EventEdge.FunctionDispatcher.Tests.Joins;

/// <summary>Every event of either side is accounted for, also beyond the limits.</summary>
public sealed class JoinLedgerTests
{
    [Fact]
    public void The_ledger_counts_each_event_of_both_sides_once_in_each_binding()
    {
        using var bench = new JoinBench();

        bench.Temperature(0, 20).Temperature(1, 21).Stroke(1, 1).Stroke(50, 2).Temperature(50, 22).Stroke(1, 3, received: 51);

        foreach (var binding in bench.Dispatcher.Bindings)
        {
            var c = binding.Counters;
            Assert.Equal(c.Received, c.InWindows + c.Filtered + c.Late + c.Rejected + c.InFlight);
            Assert.Equal(c.Messages, c.Decoded + c.Undecodable + c.Ignored + c.Refused);
        }

        Assert.Equal(3 + 3, bench.Strokes.Counters.Received);
        Assert.Equal(3, bench.Dispatcher.Bindings.Single(b => b.Identity.Name == "temperature").Counters.Received);
    }

    [Fact]
    public void A_dead_letter_of_the_other_side_can_be_tried_again()
    {
        using var bench = new JoinBench(more: "limits: { joined: 1 }");
        bench.Temperature(0, 20).Temperature(0.5, 21);
        var letter = Assert.Single(bench.Output.DeadLetters);
        Assert.Equal((FailureStage.Limit, "$join/strokes", "strokes"), (letter.Stage, letter.Topic, letter.Binding));
        using var wider = new JoinBench("match: latest");
        wider.Temperature(0, 20);

        wider.Dispatcher.Dispatch(new(letter.Topic, letter.Payload, Some.Noon.AddSeconds(1), 10) { Target = new("strokes", letter.Index) });
        wider.Stroke(0.6, 1, received: 1).Temperature(9, 22);

        Assert.Equal(["p1@0.6 1 21 r0"], wider.Joined);
    }

    [Fact]
    public void Events_and_keys_beyond_the_limits_are_told_and_those_known_go_on()
    {
        using var bench = new JoinBench(more: "limits: { keys: 2, joined: 10 }");
        for (var i = 0; i < 1000; i++) bench.Stroke(i / 1000.0, i);
        for (var i = 3; i < 200; i++) bench.Stroke(1, 1, device: $"p{i}");

        Assert.Equal(990 + 196, bench.Strokes.Counters.Rejected);
        Assert.Equal(11, bench.Strokes.Counters.InWindows);
        Assert.Contains("10 events of its key", bench.Output.DeadLetters[0].Reason, StringComparison.Ordinal);
        Assert.Contains("2 keys", bench.Output.DeadLetters[^1].Reason, StringComparison.Ordinal);

        bench.Temperature(2, 20);
        Assert.Equal(10, bench.Joined.Count());
    }
}
