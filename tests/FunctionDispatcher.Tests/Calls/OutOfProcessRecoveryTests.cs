using CsCheck;
using EventEdge.Contracts.Events;
using EventEdge.FunctionDispatcher.Calls;
using EventEdge.FunctionDispatcher.Configuration;
using EventEdge.FunctionDispatcher.Engine;
using EventEdge.FunctionDispatcher.Observation;
using EventEdge.FunctionDispatcher.Pipeline;
using EventEdge.FunctionDispatcher.Tests.Engine;

namespace EventEdge.FunctionDispatcher.Tests.Calls;

/// <summary>
/// A crash at any point changes nothing, functions outside the process included: the ends of calls are read from the journal like messages.
/// No call is ever made here: this is the half that has to be deterministic.
/// </summary>
public sealed class OutOfProcessRecoveryTests
{
    private const string Bindings =
        """
        bindings:
          - name: each
            trigger: { mqtt: "plant/{site}/press/{device}" }
            where: temperature > 20
            event_time: { field: ts, clock: device }
            function: { process: "false" }
            emit: { measurement: each, tags: [device, $user.site] }
          - name: windows
            trigger: { mqtt: "plant/{site}/press/{device}" }
            event_time: { field: ts, clock: device, out_of_order: 5s, allowed_lateness: 10s }
            window: { tumbling: 10s, group_by: [device] }
            function: { process: "false" }
            emit: { measurement: windows }
        """;

    private static readonly string Version = BindingVersion.Of(Some.Config(Bindings).Bindings[0]);

    private static readonly Gen<(double Step, double Temperature, int Kind)> Step = Gen.Select(
        Gen.Double[0, 4], Gen.Double[0, 100], Gen.Int[0, 9]);

    [Fact]
    public void Replay_from_any_checkpoint_gives_the_same_results_and_the_same_calls_under_way() =>
        Gen.Select(Step.Array[1, 120], Gen.Double.Unit, Gen.Double.Unit).Sample(
            (steps, checkpointAt, crashAt) =>
            {
                var journal = Journal(steps);
                var checkpoint = (int)(checkpointAt * journal.Count);
                var crash = checkpoint + (int)(crashAt * (journal.Count - checkpoint));

                var expected = new CollectingOutput();
                using var uninterrupted = Some.Dispatcher(Bindings, expected);
                Feed(uninterrupted, journal);

                var actual = new CollectingOutput();
                var states = Until(checkpoint, crash, journal, actual);
                using var restarted = Some.Dispatcher(Bindings, actual);
                var from = restarted.Restore(states, actual.CursorOf, 0);
                Feed(restarted, journal[((int)from - 1)..]);

                Assert.Equal(expected.Lines.Order(), actual.Lines.Order());
                Assert.Equal(
                    uninterrupted.Save().Select(s => Convert.ToHexString(s.State)),
                    restarted.Save().Select(s => Convert.ToHexString(s.State)));
                Assert.Equal(uninterrupted.Bindings.Select(InFlight), restarted.Bindings.Select(InFlight));
                Assert.All(restarted.Bindings, b => Assert.Equal(b.Counters.Received, Explained(b.Counters)));
            },
            iter: 300);

    [Fact]
    public void An_end_counts_once_however_often_it_is_read()
    {
        var output = new CollectingOutput();
        using var dispatcher = Some.Dispatcher(Bindings, output);
        dispatcher.Dispatch(Some.Reading(0, 60, sequence: 1));
        for (var sequence = 2; sequence < 5; sequence++) dispatcher.End(End(1, failed: false), sequence);
        Assert.Single(output.Points);
        Assert.Equal(1, dispatcher.Bindings.First().Counters.InWindows);
    }

    [Fact]
    public void What_a_message_says_waits_with_its_call_and_goes_with_its_dead_letter()
    {
        var output = new CollectingOutput();
        IReadOnlyList<BindingState> states;
        using (var before = Some.Dispatcher(Bindings, output))
        {
            before.Dispatch(Some.Reading(0, 60, sequence: 1) with { Properties = MessageProperties.Of("a/b", ("site", "north")) });
            before.Dispatch(Some.Reading(1, 60, sequence: 2));
            states = before.Save();
        }

        using var restarted = Some.Dispatcher(Bindings, output);
        restarted.Restore(states, output.CursorOf, 0);
        restarted.End(End(1, failed: true), 3);
        restarted.End(End(2, failed: true), 4);

        Assert.Equal(["north", null], output.DeadLetters.Select(letter => letter.Properties.User("site")));
    }

    [Fact]
    public void An_end_of_another_version_is_not_the_binding_s()
    {
        var output = new CollectingOutput();
        using var dispatcher = Some.Dispatcher(Bindings, output);
        dispatcher.Dispatch(Some.Reading(0, 60, sequence: 1));
        dispatcher.End(End(1, failed: false) with { Binding = new("each", "0123456789abcdef") }, 2);
        Assert.Empty(output.Points);
        Assert.Equal(1, dispatcher.Bindings.First().Counters.InFlight);
    }

    [Fact]
    public void A_change_gives_up_what_has_not_ended_with_a_dead_letter_for_each()
    {
        var output = new CollectingOutput();
        using var dispatcher = Some.Dispatcher(Bindings, output);
        dispatcher.Dispatch(Some.Reading(0, 60, sequence: 1));
        dispatcher.Dispatch(Some.Reading(1, 61, sequence: 2));

        dispatcher.BeginChange(Some.Config(Some.Stats));
        Assert.False(dispatcher.CanFinishChange);
        dispatcher.End(End(1, failed: false), 3);
        dispatcher.FinishChange();

        // The second event's call, and that of the window that the change closed.
        Assert.Equal(["the binding was changed before its function had answered"], output.DeadLetters.Select(l => l.Reason).Distinct());
        Assert.Equal(["plant/north/press/d1", ""], output.DeadLetters.Select(l => l.Topic));
        var each = dispatcher.Retired.Single(r => r.Identity.Name == "each").Counters;
        Assert.Equal((2, 1, 1, 0), (each.Received, each.InWindows, each.Rejected, each.InFlight));
    }

    [Fact]
    public void An_edit_of_the_timeout_alone_takes_the_calls_under_way_along()
    {
        var output = new CollectingOutput();
        using var dispatcher = Some.Dispatcher(Bindings, output);
        dispatcher.Dispatch(Some.Reading(0, 60, sequence: 1));

        dispatcher.BeginChange(
            Some.Config(Bindings.Replace("process: \"false\" }", "process: \"false\", timeout: 30s }", StringComparison.Ordinal)));
        Assert.True(dispatcher.CanFinishChange);
        dispatcher.FinishChange();
        dispatcher.End(End(1, failed: false), 2);
        dispatcher.Dispatch(Some.Reading(1, 61, sequence: 3));

        Assert.Single(output.Points);
        Assert.Empty(output.DeadLetters);
        var each = dispatcher.Bindings.First().Counters;
        Assert.Equal((2, 1, 0, 1), (each.Received, each.InWindows, each.Rejected, each.InFlight));
    }

    private static long InFlight(BindingStatus binding) => binding.Counters.InFlight;

    private static long Explained(BindingCounters c) => c.InWindows + c.Filtered + c.Late + c.Rejected + c.Duplicates + c.InFlight;

    private static IReadOnlyList<BindingState> Until(int checkpoint, int crash, List<Action<Dispatcher>> journal, CollectingOutput output)
    {
        using var dispatcher = Some.Dispatcher(Bindings, output);
        Feed(dispatcher, journal[..checkpoint]);
        var states = dispatcher.Save();
        Feed(dispatcher, journal[checkpoint..crash]);
        return states;
    }

    /// <summary>Messages, ticks, and the ends of calls in the order of the calls; entry <c>n</c> stands at position <c>n + 1</c>.</summary>
    private static List<Action<Dispatcher>> Journal((double Step, double Temperature, int Kind)[] steps)
    {
        var entries = new List<Action<Dispatcher>>();
        var called = new Queue<long>();
        var now = 0.0;
        foreach (var (step, temperature, kind) in steps)
        {
            var sequence = entries.Count + 1L;
            var at = now += step;
            if (kind is 0 or 1 or 2 or 3 && called.TryDequeue(out var call))
            {
                entries.Add(d => d.End(End(call, failed: kind == 0), sequence));
            }
            else if (kind == 4)
            {
                entries.Add(d => d.Tick(Some.Noon.AddSeconds(at), sequence));
            }
            else
            {
                var said = kind > 7 ? MessageProperties.Of("application/json", ("site", $"s{kind}")) : null;
                entries.Add(d => d.Dispatch(Some.Reading(at, temperature, sequence) with { Properties = said }));
                if (temperature > 20) called.Enqueue(sequence);
            }
        }

        return entries;
    }

    private static CallCompletion End(long call, bool failed) => failed
        ? new(new("each", Version), new(call, 0), default, "no such device")
        : new(new("each", Version), new(call, 0), "{\"fields\":{\"x\":1}}"u8.ToArray(), null);

    private static void Feed(Dispatcher dispatcher, List<Action<Dispatcher>> entries) => entries.ForEach(take => take(dispatcher));
}
