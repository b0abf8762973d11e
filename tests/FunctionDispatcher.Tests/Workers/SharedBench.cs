using EventEdge.FunctionDispatcher.Engine;
using EventEdge.FunctionDispatcher.Pipeline;
using EventEdge.FunctionDispatcher.Tests.Engine;

namespace EventEdge.FunctionDispatcher.Tests.Workers;

/// <summary>Bindings of every kind, and dispatchers with some workers that are fed with them in batches.</summary>
internal static class SharedBench
{
    public const string Bindings =
        Some.Stats +
        """


          - name: by_payload
            trigger: { mqtt: "plant/+/press/{device}" }
            where: temperature > 5
            event_time: { field: ts, clock: device, out_of_order: 2s, allowed_lateness: 4s, idle_timeout: 7s }
            window: { hopping: { size: 6s, hop: 2s }, group_by: [line, device] }
            function: { builtin: stats, with: { fields: [temperature], stats: [count, sum, p50] } }
            emit: { measurement: by_payload, mqtt: "lines/{line}" }
          - name: several_clocks
            trigger: { mqtt: "plant/{site}/press/{device}" }
            event_time: { field: ts, clock: device, out_of_order: 1s, allowed_lateness: 3s, idle_timeout: 5s, future_limit: 8s }
            window: { sliding: 4s, group_by: [line] }
            function: { builtin: count }
            emit: { measurement: several_clocks }
          - name: arrival
            trigger: { mqtt: "plant/{site}/press/{device}" }
            event_time: { out_of_order: 0s, allowed_lateness: 0s, idle_timeout: 3s }
            window: { session: { gap: 2s, max: 9s }, group_by: [device] }
            function: { builtin: stats, with: { fields: [temperature], stats: [count, max] } }
            emit: { measurement: arrival }
          - name: everything
            trigger: { mqtt: "plant/#" }
            event_time: { field: ts, out_of_order: 5s, allowed_lateness: 5s, idle_timeout: 6s }
            window: { count: { size: 5, hop: 2 } }
            function: { builtin: stats, with: { fields: [temperature], stats: [count, sum] } }
            emit: { measurement: everything }
          - name: once
            trigger: { mqtt: "plant/{site}/press/{device}" }
            event_id: { field: id, within: 20s }
            event_time: { field: ts, clock: device, out_of_order: 5s, allowed_lateness: 5s, idle_timeout: 15s }
            window: { tumbling: 4s, group_by: [device] }
            function: { builtin: stats, with: { fields: [temperature], stats: [count, sum] } }
            emit: { measurement: once }
          - name: gate
            trigger: { mqtt: "plant/{site}/press/{device}" }
            where: temperature > 20
            function: { builtin: threshold, with: { field: temperature, above: 60, hysteresis: 10 } }
            emit: { measurement: gate, tags: [device] }
          - name: followed
            trigger: { mqtt: "plant/{site}/press/{device}" }
            window: { tumbling: 3s, group_by: [device] }
            function: { builtin: count }
            emit: { measurement: followed }
          - name: shown
            trigger: { mqtt: "plant/{site}/press/{device}" }
            event_time: { field: ts, clock: device, out_of_order: 1s, allowed_lateness: 3s, idle_timeout: 4s }
            window: { tumbling: 8s, group_by: [device], early: 2s }
            function: { builtin: stats, with: { fields: [temperature], stats: [count, sum] } }
            emit: { measurement: shown, mqtt: "shown/{device}" }
          - name: follower
            trigger: { on: followed }
            function: { builtin: pass }
            emit: { measurement: follower, tags: [device] }
          - name: all_fields
            trigger: { mqtt: "plant/{site}/press/{device}" }
            window: { tumbling: 5s, group_by: [device] }
            function: { builtin: last }
            emit: { measurement: all_fields }
        """;

    // Saved and put back on the way, as at a restart on a machine with another number of cores.
    public static (List<string> Output, List<string> States, string Counts) Run(
        List<InboundMessage> history, int saveAt, int[] batches, int workers, int workersAfter)
    {
        var output = new OrderedOutput();
        using var before = Some.Dispatcher(Bindings, output, workers: workers);
        Feed(before, history.Take(saveAt), batches);
        var states = before.Save();

        using var after = Some.Dispatcher(Bindings, output, workers: workersAfter);
        after.Restore(states, _ => 0, 0);
        Feed(after, history.Skip(saveAt), batches);
        return (output.Lines, [.. states.Concat(after.Save()).Select(Text)], Counts(after));
    }

    private static string Text(BindingState state) => $"{state.Binding.Name} {state.Position} {Convert.ToHexString(state.State)}";

    public static void Feed(Dispatcher dispatcher, IEnumerable<InboundMessage> history, int[] batches)
    {
        var batch = new List<InboundMessage>();
        var sizes = 0;
        foreach (var message in history)
        {
            if (IsTick(message) || batch.Count == batches[sizes % batches.Length])
            {
                dispatcher.DispatchAll(batch.ToArray());
                batch.Clear();
                sizes++;
            }

            if (IsTick(message)) dispatcher.Tick(message.ReceivedAt, message.Sequence);
            else batch.Add(message);
        }

        dispatcher.DispatchAll(batch.ToArray());
    }

    private static bool IsTick(in InboundMessage message) => message.Topic.Length == 0;

    public static List<InboundMessage> History(Step[] steps, bool journalled)
    {
        var now = 0.0;
        var history = new List<InboundMessage>();
        foreach (var step in steps)
        {
            now += step.Advance;
            // Message 0 of a journal does not exist: without a journal every sequence is 0.
            history.Add(step.ToMessage(now, journalled ? history.Count + 1 : 0, history.Count));
        }

        return history;
    }

    public static string Counts(Dispatcher dispatcher) => string.Join('\n', dispatcher.Bindings.Select(b =>
        $"{b.Identity.Name}:{b.Counters.Received}/{b.Counters.InWindows}/{b.Counters.Filtered}/{b.Counters.Late}" +
        $"/{b.Counters.Rejected}/{b.Counters.Duplicates}" +
        $"/{b.Counters.Corrected}/{b.Counters.Measurements}/{b.Counters.Revisions}/{b.OpenWindows}/{b.Durable}"));
}
