using EventEdge.FunctionDispatcher.Pipeline;
using EventEdge.FunctionDispatcher.Tests.Engine;

namespace EventEdge.FunctionDispatcher.Tests.Joins;

/// <summary>Joins among other bindings: joined again, edited while they wait, and beside workers.</summary>
public sealed class JoinChainTests
{
    private const string Twice =
        """
        
          - name: humid
            trigger: { on: strokes }
            event_time: { idle_timeout: 10s }
            join: { with: humidity, on: device, within: 5s }
            function: { builtin: pass }
            emit: { measurement: humid, tags: [device] }
          - name: humidity
            trigger: { mqtt: "plant/{device}/humidity" }
            event_time: { field: ts }
            function: { builtin: pass, with: { fields: [value] } }
        """;

    [Fact]
    public void A_join_of_a_join_has_all_three_and_its_corrections_come_through()
    {
        var output = new CollectingOutput();
        using var dispatcher = Some.Dispatcher(JoinBench.Bindings() + Twice, output);
        dispatcher.Dispatch(JoinBench.Temperature(0, 20, 1));
        dispatcher.Dispatch(Humidity(0, 50, 2));
        dispatcher.Dispatch(JoinBench.Stroke(1, 100, 3));
        dispatcher.Dispatch(JoinBench.Temperature(4, 22, 4));
        dispatcher.Dispatch(Humidity(4, 60, 5));
        dispatcher.Dispatch(JoinBench.Temperature(1.2, 21, 6, received: 4.5));

        var humid = output.Points.Where(p => p.Point.Measurement == "humid").Select(p => p.Point).ToList();
        Assert.Equal([0, 1], humid.Select(p => p.Revision));
        Assert.Equal([20.0, 21.0], humid.Select(p => p.Fields.Single(f => f.Key == "temperature.value").Value.AsNumber));
        Assert.All(humid, p => Assert.Equal(50, p.Fields.Single(f => f.Key == "humidity.value").Value.AsNumber));
        Assert.Single(humid.Select(p => p.Time).Distinct());
    }

    [Fact]
    public void An_edit_of_what_changes_no_result_keeps_what_waits_and_another_gives_it_as_it_stands()
    {
        using var bench = new JoinBench();
        bench.Temperature(0, 20).Stroke(1, 100);

        bench.Dispatcher.Apply(Some.Config(JoinBench.Bindings(more: "limits: { joined: 50 }")), Some.Noon.AddSeconds(1));
        Assert.Empty(bench.Joined);
        bench.Temperature(4, 22);
        Assert.Equal(["p1@1 100 20 r0"], bench.Joined);

        bench.Stroke(6, 101);
        bench.Dispatcher.Apply(Some.Config(JoinBench.Bindings("kind: left")), Some.Noon.AddSeconds(6));
        Assert.Equal("p1@6 101 22 r0", bench.Joined.Last());
    }

    [Fact]
    public void Workers_change_nothing()
    {
        var random = new Random(7);
        InboundMessage[] history = [.. Enumerable.Range(1, 2000).Select(i => random.Next(2) == 0
            ? JoinBench.Stroke(i / 10.0, i, i, device: $"p{random.Next(5)}")
            : JoinBench.Temperature(i / 10.0, i, i, device: $"p{random.Next(5)}"))];
        var (one, three) = (new CollectingOutput(), new CollectingOutput());
        using var alone = Some.Dispatcher(JoinBench.Bindings(), one);
        using var shared = Some.Dispatcher(JoinBench.Bindings(), three, workers: 3);

        foreach (var message in history) alone.Dispatch(message);
        shared.DispatchAll(history);

        Assert.NotEmpty(one.Lines);
        Assert.Equal(one.Lines, three.Lines);
        Assert.Equal(alone.Save().Select(s => s.State), shared.Save().Select(s => s.State));
    }

    [Fact]
    public void State_of_a_later_format_is_refused()
    {
        using var bench = new JoinBench();
        bench.Temperature(0, 20).Stroke(1, 100);
        var states = bench.Dispatcher.Save();
        var strokes = states.Single(s => s.Binding.Name == "strokes");
        // Position, durability and nine counters stand in front of it.
        strokes.State[8 + 1 + (9 * 8)] = 9;
        using var other = new JoinBench();

        var error = Assert.Throws<InvalidDataException>(() => other.Dispatcher.Restore(states, _ => 0, 0));

        Assert.Contains("the state of a join has format 9", error.Message, StringComparison.Ordinal);
    }

    private static InboundMessage Humidity(double seconds, double value, long sequence) =>
        JoinBench.Temperature(seconds, value, sequence) with { Topic = "plant/p1/humidity" };
}
