using System.Collections.Concurrent;
using EventEdge.EdgeBridge.Tests.Node.Support;
using EventEdge.FunctionDispatcher.Observation;
using EventEdge.Tests.Support;

namespace EventEdge.EdgeBridge.Tests.Node;

/// <summary>The stages of a running node can be watched from outside, and whoever watches cannot hurt it.</summary>
public sealed class NodeObserverTests
{
    private const string Bindings =
        """
        bindings:
          - name: hot
            trigger: { mqtt: "plant/{device}" }
            where: value > 5
            function: { builtin: pass, with: { fields: [value] } }
            emit: { measurement: hot, tags: [device] }
          - name: all
            trigger: { mqtt: "plant/{device}" }
            function: { builtin: pass, with: { fields: [value] } }
            emit: { measurement: all, tags: [device] }
        """;

    [Fact]
    public async Task A_running_node_says_why_nothing_came_of_a_message()
    {
        using var directory = new TempDirectory();
        await using var node = await TestNode.StartAsync(directory.Path, Bindings);
        var observer = new LastOfEach();
        using (node.Node.Observers.Attach(observer, "hot"))
        {
            await node.PublishAsync("plant/a", """{"value":1}""");
            await node.PublishAsync("plant/b", """{"value":9}""");
            await node.UntilAsync(_ => observer.Last.GetValueOrDefault("plant/b") == "hot Invoke Passed: ");
        }

        await node.PublishAsync("plant/a", """{"value":9}""");
        await node.DrainAsync();

        Assert.Equal("hot Filter Dropped: the condition of where does not hold", observer.Last["plant/a"]);
        Assert.Equal("hot Invoke Passed: ", observer.Last["plant/b"]);
    }

    [Fact]
    public async Task An_observer_that_throws_costs_a_node_nothing()
    {
        using var directory = new TempDirectory();
        await using var node = await TestNode.StartAsync(directory.Path, Bindings);
        var subscription = node.Node.Observers.Attach(new Throwing());

        for (var value = 0; value < 10; value++) Assert.True(await node.PublishAsync("plant/a", $$"""{"value":{{value}}}"""));

        Assert.Equal(14, (await node.ResultsAsync()).Count);
        Assert.Null(node.Node.Failure);
        Assert.IsType<InvalidDataException>(subscription.Failure);
    }

    private sealed class LastOfEach : IStageObserver
    {
        public ConcurrentDictionary<string, string> Last { get; } = new();

        public void Observe(in StageObservation observation)
        {
            var (stage, result) = (observation.Stage, observation.Result);
            if (stage != Stage.Emit) Last[observation.Topic] = $"{observation.Binding?.Name} {stage} {result.Outcome}: {result.Reason}";
        }
    }

    private sealed class Throwing : IStageObserver
    {
        public void Observe(in StageObservation observation) => throw new InvalidDataException("a defect of the observer's own");
    }
}
