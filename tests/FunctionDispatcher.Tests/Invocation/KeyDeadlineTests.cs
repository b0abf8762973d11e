using EventEdge.FunctionDispatcher.Engine;
using EventEdge.FunctionDispatcher.Tests.Engine;

namespace EventEdge.FunctionDispatcher.Tests.Invocation;

/// <summary>Deadlines of keys that were missed, or that lead to nothing.</summary>
public sealed class KeyDeadlineTests
{
    private const int StepLimit = 10_000;

    private readonly CollectingOutput _output = new();

    /// <summary>The outage of a minute leaves 60,000 deadlines of a millisecond a key.</summary>
    [Fact]
    public void A_step_has_its_limit_and_the_steps_after_it_do_the_rest()
    {
        using var dispatcher = Bind(new(TimeSpan.FromMilliseconds(1)));
        dispatcher.Dispatch(Some.Message("{}", 1, "d1"));
        dispatcher.Dispatch(Some.Message("{}", 2, "d2"));
        var now = Some.Noon.AddSeconds(60);
        List<int> steps = [];
        for (var sequence = 3; dispatcher.NextDurableDeadline <= now; sequence++)
        {
            var before = _output.Points.Count;
            dispatcher.Tick(now, sequence);
            steps.Add(_output.Points.Count - before);
        }

        Assert.All(steps, count => Assert.InRange(count, 1, StepLimit + 2));
        Assert.Equal(120_000, steps.Sum());
        Assert.All(
            _output.Points.GroupBy(p => p.Point.Tags.Single(tag => tag.Key == "device").Value),
            key => Assert.Equal(Enumerable.Range(1, 60_000).Select(i => Some.Noon.AddMilliseconds(i)), key.Select(p => p.Point.Time)));
    }

    [Fact]
    public void A_crash_between_two_of_these_steps_changes_nothing()
    {
        using var before = Bind(new(TimeSpan.FromMilliseconds(1)));
        before.Dispatch(Some.Message("{}", 1, "d1"));
        before.Tick(Some.Noon.AddSeconds(15), 2);
        var states = before.Save();
        before.Tick(Some.Noon.AddSeconds(15), 3);
        using var after = Bind(new(TimeSpan.FromMilliseconds(1)));
        Assert.Equal(3, after.Restore(states, _output.CursorOf, 0));
        after.Tick(Some.Noon.AddSeconds(15), 3);
        after.Tick(Some.Noon.AddSeconds(15), 4);

        Assert.Equal(Enumerable.Range(1, 15_000).Select(i => Some.Noon.AddMilliseconds(i)), _output.Points.Select(p => p.Point.Time));
    }

    [Fact]
    public void Each_dead_letter_of_a_step_has_a_place_of_its_own()
    {
        using var dispatcher = Bind(new(TimeSpan.FromSeconds(1), fails: true));
        dispatcher.Dispatch(Some.Message("{}", 1, "d1"));
        dispatcher.Dispatch(Some.Message("{}", 2, "d2"));
        dispatcher.Dispatch(Some.Message("{}", 3, "d1", receivedSeconds: 2.5));

        var places = _output.DeadLetters.Select(letter => (letter.Sequence, letter.Index)).ToList();
        Assert.Equal([(3, -1), (3, -2), (3, -3), (3, -4), (3, 0)], places);
    }

    private Dispatcher Bind(TickingBuiltin function) => Some.Dispatcher(
        """
        bindings:
          - name: b
            trigger: { mqtt: "plant/{site}/press/{device}" }
            function: { builtin: ticking }
            emit: { measurement: b, tags: [device] }
        """,
        _output,
        components: EventEdgeComponents.Default.Add(function));
}
