using EventEdge.FunctionDispatcher.Calls;
using EventEdge.FunctionDispatcher.Configuration;
using EventEdge.FunctionDispatcher.Engine;
using EventEdge.FunctionDispatcher.Outputs;
using EventEdge.FunctionDispatcher.Pipeline;
using EventEdge.FunctionDispatcher.Tests.Engine;

namespace EventEdge.FunctionDispatcher.Tests.Joins;

/// <summary>
/// What is joined depends on the order of both sides. Whatever holds one of them back holds both, and they catch up in the order in which
/// they would have gone.
/// </summary>
public sealed class JoinLagTests
{
    private const string Slow =
        """
        
          - name: slow
            trigger: { on: temperature }
            function: { process: "false" }
        """;

    [Fact]
    public void A_function_that_is_full_holds_both_sides_back_and_they_catch_up_together()
    {
        var yaml = JoinBench.Bindings("kind: left", "allowed_lateness: 1s");
        var history = History(PendingCalls.CallLimit + 300);
        var expected = new CollectingOutput();
        using var free = Some.Dispatcher(yaml, expected);
        foreach (var message in history) free.Dispatch(message);

        var output = new CollectingOutput();
        using var held = Some.Dispatcher(yaml + Slow, output);
        var slow = new BindingIdentity("slow", BindingVersion.Of(Some.Config(yaml + Slow).Bindings[2]));
        foreach (var message in history) held.Dispatch(message);
        var behind = held.Behind.Single(b => b.Name == "strokes");
        Assert.DoesNotContain(held.Behind, b => b.Name == "temperature");
        Assert.True(output.Points.Count < expected.Points.Count);

        // Each end makes room for one call; nobody goes on alone.
        var calls = new Queue<long>(history.Where(m => m.Topic.EndsWith("/temperature", StringComparison.Ordinal)).Select(m => m.Sequence));
        for (var next = (int)behind.Position; next < history.Length;)
        {
            if (held.CatchUp("strokes", history[next])) next++;
            else held.End(new(slow, new(calls.Dequeue(), 0), "null"u8.ToArray(), null), held.Position + 1, Some.Noon);
        }

        held.CaughtUp("strokes");
        Assert.DoesNotContain(held.Behind, b => b.Name is "strokes" or "temperature");
        Assert.Equal(JoinBench.JoinedOf(expected), JoinBench.JoinedOf(output));
    }

    [Fact]
    public void A_clock_that_is_not_set_yet_holds_both_sides_back()
    {
        var yaml = JoinBench.Bindings("kind: left").Replace(
            "event_time: { field: ts }", "event_time: { idle_timeout: 1m }", StringComparison.Ordinal);
        using var dispatcher = Some.Dispatcher(yaml, new CollectingOutput());
        dispatcher.Dispatch(JoinBench.Temperature(0, 20, 1) with { ReceivedAt = DateTimeOffset.UnixEpoch.AddSeconds(5) });
        dispatcher.Dispatch(JoinBench.Stroke(1, 100, 2));

        Assert.Equal(new LaggingBinding("strokes", 0), Assert.Single(dispatcher.Behind));
        Assert.True(dispatcher.NeedsDate("strokes"));
        Assert.Equal(["strokes"], dispatcher.ChainTo("temperature"));
        Assert.False(dispatcher.CatchUp("strokes", JoinBench.Temperature(0, 20, 1) with { ReceivedAt = DateTimeOffset.UnixEpoch }));

        Assert.True(dispatcher.CatchUp("strokes", JoinBench.Temperature(0, 20, 1)));
        Assert.True(dispatcher.CatchUp("strokes", JoinBench.Stroke(1, 100, 2)));
        dispatcher.CaughtUp("strokes");

        Assert.Empty(dispatcher.Behind);
        Assert.Equal([2L, 2], dispatcher.Save().Select(s => s.Position));
    }

    [Fact]
    public void A_restart_with_one_side_behind_lets_both_be_behind()
    {
        using var first = new JoinBench();
        first.Temperature(0, 20).Stroke(0, 1);
        var states = first.Dispatcher.Save();
        using var second = new JoinBench();

        second.Dispatcher.Restore([states.Single(s => s.Binding.Name == "temperature")], _ => 0, 0);

        Assert.Equal(new LaggingBinding("strokes", 0), Assert.Single(second.Dispatcher.Behind));
    }

    [Fact]
    public void Both_sides_go_through_the_journal_as_soon_as_one_does()
    {
        using var bench = new JoinBench();
        Assert.False(bench.Dispatcher.IsDurable("plant/p1/temperature"));

        bench.Stroke(0, 1);

        Assert.True(bench.Dispatcher.IsDurable("plant/p1/temperature"));
        Assert.True(bench.Dispatcher.IsDurable("plant/p1/stroke"));
    }

    private static InboundMessage[] History(int temperatures)
    {
        var history = new List<InboundMessage>();
        var random = new Random(4);
        for (var i = 0; i < temperatures; i++)
        {
            history.Add(JoinBench.Temperature(i, i, history.Count + 1));
            if (random.Next(3) == 0) history.Add(JoinBench.Stroke(i + random.NextDouble(), i, history.Count + 1, received: i));
        }

        return [.. history];
    }
}
