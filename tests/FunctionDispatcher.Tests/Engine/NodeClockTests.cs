using EventEdge.FunctionDispatcher.Pipeline;

namespace EventEdge.FunctionDispatcher.Tests.Engine;

/// <summary>The node's clock is set back by two hours at 100 s; what the sensors say is right.</summary>
public sealed class NodeClockTests
{
    private const double TwoHours = 7200;

    private const string ByReceipt =
        """
        bindings:
          - name: press
            trigger: { mqtt: "plant/{site}/press/{device}" }
            window: { tumbling: 10s, group_by: [device] }
            function: { builtin: stats, with: { fields: [temperature], stats: [count] } }
            emit: { measurement: press }
        """;

    private readonly CollectingOutput _output = new();

    [Theory]
    [InlineData(Some.Stats)]
    [InlineData(ByReceipt)]
    public void No_healthy_event_is_given_up(string bindings)
    {
        using var dispatcher = Some.Dispatcher(bindings, _output);
        for (var second = 0; second < 200; second++) dispatcher.Dispatch(Reading(second));

        var counters = Assert.Single(dispatcher.Bindings).Counters;
        Assert.Equal((200, 0, 0), (counters.InWindows, counters.Late, counters.Rejected));
        Assert.InRange(_output.Points.Sum(point => point.Point.Fields[0].Value.AsNumber), 190, 200);
    }

    [Fact]
    public void A_restart_remembers_what_the_clock_has_shown()
    {
        using var first = Some.Dispatcher(Some.Stats, _output);
        for (var second = 0; second < 90; second++) first.Dispatch(Reading(second, sequence: second + 1));
        using var restarted = Some.Dispatcher(Some.Stats, _output);
        restarted.Restore(first.Save(), _output.CursorOf, 0);
        for (var second = 100; second < 110; second++) restarted.Dispatch(Reading(second, sequence: second + 1));
        Assert.Equal(0, Assert.Single(restarted.Bindings).Counters.Rejected);
    }

    [Fact]
    public void A_state_saved_before_clocks_were_remembered_still_loads()
    {
        using var first = Some.Dispatcher(Some.Stats, _output);
        first.Dispatch(Reading(1, sequence: 1));
        // Behind it: that no trace waits, and what became of messages.
        const int later = 1 + (5 * sizeof(long));
        var old = first.Save().Select(state => state with { State = state.State[..^(later + (2 * sizeof(long)))] });
        using var next = Some.Dispatcher(Some.Stats, _output);
        Assert.Equal(2, next.Restore(old, _output.CursorOf, 0));
        Assert.Equal(1, Assert.Single(next.Bindings).Counters.InWindows);
    }

    private static InboundMessage Reading(double second, long sequence = 0) =>
        Some.Reading(second, 20, sequence, receivedSeconds: second < 100 ? second : second - TwoHours);
}
