using CsCheck;
using EventEdge.FunctionDispatcher.Engine;
using EventEdge.FunctionDispatcher.Pipeline;

namespace EventEdge.FunctionDispatcher.Tests.Engine;

/// <summary>A crash at any point changes nothing that a store can see: not a point, not a revision, not a counter.</summary>
public sealed class RecoveryTests
{
    private const string Bindings =
        Some.Stats +
        """


          - name: gate
            trigger: { mqtt: "plant/{site}/press/{device}" }
            function: { builtin: threshold, with: { field: temperature, above: 60, hysteresis: 10 } }
            emit: { measurement: gate, tags: [device] }
          - name: batches
            trigger: { mqtt: "plant/{site}/press/{device}" }
            event_time: { field: ts, clock: device, out_of_order: 5s, allowed_lateness: 0s, idle_timeout: 15s }
            window: { count: { size: 3 }, group_by: [device] }
            function: { builtin: stats, with: { fields: [temperature], stats: [count, sum, p50] } }
            emit: { measurement: batches }
          - name: once
            trigger: { mqtt: "plant/{site}/press/{device}" }
            event_id: { field: temperature, within: 20s }
            event_time: { field: ts, clock: device, out_of_order: 5s, allowed_lateness: 5s, idle_timeout: 15s }
            window: { tumbling: 10s, group_by: [device] }
            function: { builtin: stats, with: { fields: [temperature], stats: [count, sum] } }
            emit: { measurement: once }
        """;

    private static readonly Gen<(double Step, double Jitter, double Temperature, int Device, bool Broken)> Step =
        Gen.Select(Gen.Double[0, 4], Gen.Double[-6, 1], Gen.OneOf(Gen.Double[0, 100], Gen.Int[55, 65].Select(i => (double)i)),
            Gen.Int[1, 3], Gen.Int[0, 20].Select(i => i == 0));

    [Fact]
    public void Replay_from_any_checkpoint_gives_the_same_results_as_no_crash() =>
        Gen.Select(Step.Array[1, 120], Gen.Double.Unit, Gen.Double.Unit).Sample(
            (steps, checkpointAt, crashAt) =>
            {
                var history = History(steps);
                var checkpoint = (int)(checkpointAt * history.Length);
                var crash = checkpoint + (int)(crashAt * (history.Length - checkpoint));

                var expected = new CollectingOutput();
                using var uninterrupted = Some.Dispatcher(Bindings, expected);
                Feed(uninterrupted, history);

                var actual = new CollectingOutput();
                var states = Until(checkpoint, crash, history, actual);
                using var restarted = Some.Dispatcher(Bindings, actual);
                var from = restarted.Restore(states, actual.CursorOf, 0);
                Feed(restarted, history[((int)from - 1)..]);

                Assert.Equal(expected.Lines.Order(), actual.Lines.Order());
                Assert.Equal(Counts(uninterrupted), Counts(restarted));
            },
            iter: 300);

    private static IReadOnlyList<BindingState> Until(int checkpoint, int crash, InboundMessage[] history, CollectingOutput output)
    {
        using var dispatcher = Some.Dispatcher(Bindings, output);
        Feed(dispatcher, history[..checkpoint]);
        var states = dispatcher.Save();
        Feed(dispatcher, history[checkpoint..crash]);
        return states;
    }

    private static InboundMessage[] History((double Step, double Jitter, double Temperature, int Device, bool Broken)[] steps)
    {
        var now = 0.0;
        var history = new InboundMessage[steps.Length];
        for (var i = 0; i < steps.Length; i++)
        {
            var (step, jitter, temperature, device, broken) = steps[i];
            now += step;
            history[i] = broken
                ? Some.Message("broken", i + 1, $"d{device}", now)
                : Some.Reading(now + jitter, temperature, i + 1, $"d{device}", now);
        }

        return history;
    }

    private static void Feed(Dispatcher dispatcher, InboundMessage[] history)
    {
        foreach (var message in history) dispatcher.Dispatch(message);
    }

    private static string Counts(Dispatcher dispatcher) => string.Join(' ', dispatcher.Bindings.Select(b =>
        $"{b.Identity.Name}:{b.Counters.Received}/{b.Counters.InWindows}/{b.Counters.Filtered}/{b.Counters.Late}" +
        $"/{b.Counters.Rejected}/{b.Counters.Duplicates}" +
        $"/{b.Counters.Measurements}/{b.Counters.Revisions}/{b.OpenWindows}"));
}
