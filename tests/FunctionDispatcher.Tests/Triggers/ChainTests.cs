using System.Text;
using CsCheck;
using EventEdge.FunctionDispatcher.Engine;
using EventEdge.FunctionDispatcher.Pipeline;
using EventEdge.FunctionDispatcher.Tests.Engine;

namespace EventEdge.FunctionDispatcher.Tests.Triggers;

/// <summary>Results that start other bindings: in the same step, in order, and derived again by a replay.</summary>
public sealed class ChainTests
{
    private const string Bindings =
        """
        bindings:
          - name: means
            trigger: { mqtt: "plant/{site}/press/{device}" }
            event_time: { field: ts, clock: device }
            window: { tumbling: 10s, group_by: [device] }
            function: { builtin: stats, with: { fields: [temperature], stats: [mean] } }
            emit: { measurement: means }
          - name: hot
            trigger: { on: means }
            where: temperature_mean > 50
            function: { builtin: pass, with: { fields: [temperature_mean] } }
            emit: { measurement: hot, tags: [device] }
          - name: hot_minutes
            trigger: { on: { binding: hot } }
            event_time: { clock: device }
            window: { tumbling: 1m, group_by: [device] }
            function: { builtin: count }
            emit: { measurement: hot_minutes }
          - name: silent
            trigger: { mqtt: "plant/{site}/press/{device}" }
            function: { builtin: pass, with: { fields: [temperature] } }
          - name: after_silent
            trigger: { on: silent }
            function: { builtin: pass, with: { fields: [temperature] } }
            emit: { measurement: after_silent }
        """;

    [Fact]
    public void Results_start_the_bindings_that_follow_in_the_same_step()
    {
        var output = new CollectingOutput();
        using var dispatcher = Some.Dispatcher(Bindings, output);
        dispatcher.Dispatch(Some.Reading(1, 80, 1));
        dispatcher.Dispatch(Some.Reading(11, 20, 2));

        Assert.Equal(["after_silent", "means", "hot", "after_silent"], output.Points.Select(p => p.Point.Measurement));
        Assert.Equal([1, 2, 2, 2], output.Points.Select(p => p.Cursor));
        var hot = output.Points.Single(p => p.Point.Measurement == "hot").Point;
        Assert.Equal((Some.Noon, "d1"), (hot.Time, hot.Tags.Single().Value));
        Assert.Equal((1, 0), Counted(dispatcher, "hot"));
    }

    [Fact]
    public void A_result_brings_its_node_to_the_binding_that_follows_and_no_field_of_that_name_is_stored()
    {
        var output = new CollectingOutput();
        using var dispatcher = Some.Dispatcher(
            """
            bindings:
              - name: first
                trigger: { mqtt: "plant/{site}/press/{device}" }
                function: { builtin: pass, with: { fields: [temperature] } }
              - name: of_this_node
                trigger: { on: first }
                where: node == 'n1'
                function: { builtin: pass }
                emit: { measurement: m, tags: [device] }
            """,
            output);
        dispatcher.Dispatch(Some.Reading(1, 80, 1));

        var point = Assert.Single(output.Points).Point;
        Assert.DoesNotContain(point.Fields, field => field.Key == "node");
        Assert.Contains(point.Fields, field => field.Key == "temperature");
    }

    [Fact]
    public void What_where_turns_away_is_in_the_ledger_of_the_one_that_follows()
    {
        using var dispatcher = Some.Dispatcher(Bindings, new CollectingOutput());
        dispatcher.Dispatch(Some.Reading(1, 10, 1));
        dispatcher.Dispatch(Some.Reading(11, 20, 2));

        Assert.Equal((1, 1), Counted(dispatcher, "hot"));
    }

    [Fact]
    public void A_dead_letter_of_a_binding_that_follows_can_be_tried_again()
    {
        var output = new CollectingOutput();
        using var dispatcher = Some.Dispatcher(Bindings, output);
        dispatcher.Dispatch(new(
            "$on/hot", Encoding.UTF8.GetBytes("{\"time\":\"2026-03-01T12:00:00Z\",\"device\":\"d1\",\"temperature_mean\":70}"), Some.Noon,
            1));

        Assert.Equal("hot", Assert.Single(output.Points).Point.Measurement);
    }

    private static readonly Gen<(double Step, double Temperature, int Device)> Reading = Gen.Select(
        Gen.Double[0, 8], Gen.Double[0, 100], Gen.Int[1, 3]);

    [Fact]
    public void Replay_from_any_checkpoint_derives_the_chain_as_if_there_had_been_no_crash() =>
        Gen.Select(Reading.Array[1, 120], Gen.Double.Unit, Gen.Double.Unit).Sample(
            (steps, checkpointAt, crashAt) =>
            {
                var history = History(steps);
                var checkpoint = (int)(checkpointAt * history.Length);
                var crash = checkpoint + (int)(crashAt * (history.Length - checkpoint));
                var (expected, actual) = (new CollectingOutput(), new CollectingOutput());
                using var uninterrupted = Some.Dispatcher(Bindings, expected);
                Feed(uninterrupted, history);

                IReadOnlyList<BindingState> states;
                using (var before = Some.Dispatcher(Bindings, actual))
                {
                    Feed(before, history[..checkpoint]);
                    states = before.Save();
                    Feed(before, history[checkpoint..crash]);
                }

                using var restarted = Some.Dispatcher(Bindings, actual);
                var from = restarted.Restore(states, actual.CursorOf, 0);
                Feed(restarted, history[((int)from - 1)..]);

                Assert.Equal(expected.Lines.Order(), actual.Lines.Order());
                Assert.Equal(Ledger(uninterrupted), Ledger(restarted));
            },
            iter: 200);

    private static (long Received, long Filtered) Counted(Dispatcher dispatcher, string name)
    {
        var counters = dispatcher.Bindings.Single(b => b.Identity.Name == name).Counters;
        return (counters.Received, counters.Filtered);
    }

    private static IEnumerable<string> Ledger(Dispatcher dispatcher) =>
        dispatcher.Bindings.Select(b => $"{b.Identity.Name} {b.Counters.Received} {b.Counters.InWindows} {b.Counters.Filtered} "
            + $"{b.Counters.Late} {b.Counters.Measurements}");

    private static InboundMessage[] History((double Step, double Temperature, int Device)[] steps)
    {
        var now = 0.0;
        return [.. steps.Select((s, i) => Some.Reading(now += s.Step, s.Temperature, i + 1, $"d{s.Device}"))];
    }

    private static void Feed(Dispatcher dispatcher, InboundMessage[] history)
    {
        foreach (var message in history) dispatcher.Dispatch(message);
    }
}
