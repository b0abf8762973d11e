using EventEdge.FunctionDispatcher.Calls;
using EventEdge.FunctionDispatcher.Configuration;
using EventEdge.FunctionDispatcher.Engine;
using EventEdge.FunctionDispatcher.Outputs;
using EventEdge.FunctionDispatcher.Pipeline.Lifecycle;
using EventEdge.FunctionDispatcher.Tests.Engine;

namespace EventEdge.FunctionDispatcher.Tests.Calls;

/// <summary>
/// A downstream binding is no further in the journal than its upstream binding, or its windows would close before what belongs to them.
/// </summary>
public sealed class LaggingDownstreamTests
{
    private const string Bindings =
        """
        bindings:
          - name: leader
            trigger: { mqtt: "plant/{site}/press/{device}" }
            function: { process: "false" }
          - name: follower
            trigger: { on: leader }
            window: { tumbling: 10s }
            function: { builtin: count }
            emit: { measurement: follower }
        """;

    private static readonly BindingIdentity Leader = new("leader", BindingVersion.Of(Some.Config(Bindings).Bindings[0]));

    [Fact]
    public void A_tick_that_its_upstream_binding_has_not_come_to_is_kept_from_a_downstream_binding()
    {
        var sequence = 0L;
        using var dispatcher = Some.Dispatcher(Bindings, new CollectingOutput());
        dispatcher.Dispatch(Some.Reading(0, 60, ++sequence));
        // With an event of its own the follower has a window to close.
        dispatcher.End(End(1), ++sequence, Some.Noon);
        for (var call = 0; call < PendingCalls.CallLimit; call++) dispatcher.Dispatch(Some.Reading(0, 60, ++sequence));
        var passedBy = Some.Reading(1, 60, ++sequence);
        var (tick, at) = (++sequence, Some.Noon.AddSeconds(60));
        dispatcher.Dispatch(passedBy);
        dispatcher.Tick(at, tick);
        Assert.Equal(["leader", "follower"], dispatcher.Behind.Select(b => b.Name));

        dispatcher.End(End(3), ++sequence, at);
        Assert.False(dispatcher.CatchUp("follower", at, tick));
        Assert.True(dispatcher.CatchUp("leader", passedBy));
        Assert.False(dispatcher.CatchUp("leader", at, tick));
        Assert.False(dispatcher.CatchUp("follower", at, tick));

        dispatcher.End(End(4), ++sequence, at);
        Assert.True(dispatcher.CatchUp("leader", at, tick));
        Assert.True(dispatcher.CatchUp("follower", at, tick));
    }

    /// <summary>A replay would give it that tick as well.</summary>
    [Fact]
    public void A_tick_that_its_upstream_binding_has_come_to_reaches_it_although_that_one_is_still_behind()
    {
        var sequence = 0L;
        var output = new CollectingOutput();
        using var dispatcher = Some.Dispatcher(Bindings, output);
        dispatcher.Dispatch(Some.Reading(0, 60, ++sequence));
        dispatcher.End(End(1), ++sequence, Some.Noon);
        for (var call = 0; call < PendingCalls.CallLimit; call++) dispatcher.Dispatch(Some.Reading(0, 60, ++sequence));
        var (tick, at) = (++sequence, Some.Noon.AddSeconds(60));
        dispatcher.Tick(at, tick);
        dispatcher.End(End(3), ++sequence, Some.Noon);

        Assert.True(dispatcher.CatchUp("leader", at, tick));
        Assert.Empty(output.Points);
        Assert.True(dispatcher.CatchUp("follower", at, tick));

        Assert.Equal(["leader", "follower"], dispatcher.Behind.Select(b => b.Name));
        Assert.Equal(
            ("follower", Some.Noon, tick), (output.Points[0].Point.Measurement, output.Points[0].Point.Time, output.Points[0].Cursor));
    }

    [Fact]
    public void What_passes_by_while_a_change_waits_for_calls_is_left_to_the_next_version()
    {
        using var dispatcher = Some.Dispatcher(Bindings, new CollectingOutput());
        dispatcher.Dispatch(Some.Reading(0, 60, 1));
        dispatcher.BeginChange(Some.Config(Bindings.Replace("\"false\"", "\"true\"", StringComparison.Ordinal)));
        Assert.Equal(BindingLifecycle.Ending, dispatcher.Bindings.First().Lifecycle);
        dispatcher.Dispatch(Some.Reading(1, 60, 2));
        Assert.False(dispatcher.CanFinishChange);

        dispatcher.End(End(1), 3, Some.Noon);
        Assert.True(dispatcher.CanFinishChange);
        dispatcher.FinishChange();

        Assert.Equal(new LaggingBinding("leader", 1), Assert.Single(dispatcher.Behind));
        Assert.True(dispatcher.CatchUp("leader", Some.Reading(1, 60, 2)));
        dispatcher.CaughtUp("leader");
        Assert.Equal(BindingLifecycle.Running, dispatcher.Bindings.First().Lifecycle);
        Assert.Equal(1, dispatcher.Bindings.First().CallsUnderWay);
    }

    private static CallCompletion End(long call) => new(Leader, new(call, 0), "{\"fields\":{\"x\":1}}"u8.ToArray(), null);
}
