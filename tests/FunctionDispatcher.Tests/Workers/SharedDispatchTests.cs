using CsCheck;
using EventEdge.FunctionDispatcher.Pipeline.Lifecycle;
using EventEdge.FunctionDispatcher.Tests.Engine;
using static EventEdge.FunctionDispatcher.Tests.Workers.SharedBench;

namespace EventEdge.FunctionDispatcher.Tests.Workers;

/// <summary>
/// The law of workers: whatever their number, and however messages come in batches, what leaves, what is counted and what is saved is the
/// same.
/// </summary>
public sealed class SharedDispatchTests
{
    private static readonly Gen<Step> Steps = Gen.Select(
        Gen.Frequency((12, Gen.Double[0, 1]), (1, Gen.Double[5, 12]), (1, Gen.Const(0.0)), (1, Gen.Double[-9, -1])),
        Gen.Frequency((8, Gen.Double[-3, 0]), (1, Gen.Double[-20, -4]), (1, Gen.Double[0, 15])),
        Gen.Frequency((3, Gen.Int[0, 100]), (1, Gen.Int[55, 65])),
        Gen.Int[1, 7],
        Gen.Int[0, 3],
        Gen.Int[0, 30],
        (advance, jitter, temperature, device, line, kind) => new Step(advance, jitter, temperature, device, line, kind));

    private static readonly Gen<(
        Step[] Steps, int[] Batches, int Workers, int OtherWorkers, bool Journalled, double SaveAt)> Histories = Gen.Select(
        Steps.Array[80, 500], Gen.Frequency((1, Gen.Int[1, 20]), (2, Gen.Int[64, 200])).Array[1, 12], Gen.Int[2, 5], Gen.Int[1, 5],
        Gen.Bool, Gen.Double.Unit);

    [Fact]
    public void Any_number_of_workers_gives_the_same_results_counters_and_state() =>
        Histories.Sample(
            (steps, batches, workers, otherWorkers, journalled, saveAt) =>
            {
                var history = History(steps, journalled);
                var saveIndex = (int)(saveAt * history.Count);

                var expected = Run(history, saveIndex, [1], 1, 1);
                var actual = Run(history, saveIndex, batches, workers, otherWorkers);
                Assert.Equal(expected.Output, actual.Output);
                Assert.Equal(expected.States, actual.States);
                Assert.Equal(expected.Counts, actual.Counts);
            },
            iter: 150);

    [Fact]
    public void A_live_change_closes_windows_in_the_same_order_with_workers_as_without()
    {
        var history = History([.. Enumerable.Range(0, 300).Select(i => new Step(0.05, 0, i % 90, i % 7, i % 3, 9))], journalled: true);
        var outputs = new[] { 1, 4 }.Select(workers =>
        {
            var output = new OrderedOutput();
            using var dispatcher = Some.Dispatcher(Bindings, output, workers: workers);
            Feed(dispatcher, history, [100]);
            dispatcher.Apply(Some.Config("bindings: []"));
            return output.Lines;
        }).ToList();
        Assert.Contains(outputs[0], line => line.Contains("partial", StringComparison.Ordinal));
        Assert.Equal(outputs[0], outputs[1]);
    }

    [Fact]
    public void More_messages_than_fit_on_the_list_are_taken_in_several_rounds()
    {
        var history = History([.. Enumerable.Range(0, 1500).Select(i => new Step(0.01, 0, i % 90, i % 7, i % 3, 9))], journalled: true);
        Assert.Equal(Run(history, 0, [1], 1, 1).Output, Run(history, 0, [history.Count], 1, 3).Output);
    }

    [Fact]
    public void What_was_seen_before_is_not_taken_again()
    {
        var history = History([.. Enumerable.Range(0, 200).Select(i => new Step(0.1, 0, i % 90, i % 7, i % 3, 9))], journalled: true);
        var expected = Run(history, 0, [1], 1, 1);
        var actual = Run([.. history.Take(100), .. history.Take(100), .. history], 0, [2 * history.Count], 1, 3);
        Assert.Equal(expected.Output, actual.Output);
        Assert.Equal(expected.Counts, actual.Counts);
    }

    [Fact]
    public void A_binding_that_is_behind_is_passed_by_and_caught_up_as_without_workers()
    {
        var history = History([.. Enumerable.Range(0, 300).Select(i => new Step(0.1, 0, i % 90, i % 7, i % 3, 9))], journalled: true);
        using var source = Some.Dispatcher(Bindings, new OrderedOutput());
        Feed(source, history.Take(50), [1]);
        var early = source.Save();
        Feed(source, history.Skip(50).Take(50), [1]);
        var mixed = source.Save().Select((state, i) => i % 2 == 0 ? early[i] : state).ToList();

        var outputs = new[] { 1, 3 }.Select(workers =>
        {
            var output = new OrderedOutput();
            using var dispatcher = Some.Dispatcher(Bindings, output, workers: workers);
            var from = dispatcher.Restore(mixed, _ => 0, 0);
            Feed(dispatcher, history.Skip((int)from - 1), [100]);
            foreach (var behind in dispatcher.Behind)
            {
                foreach (var message in history.Skip((int)behind.Position)) Assert.True(dispatcher.CatchUp(behind.Name, message));
                dispatcher.CaughtUp(behind.Name);
            }

            output.Lines.Add(Counts(dispatcher));
            return output.Lines;
        }).ToList();
        Assert.Equal(outputs[0], outputs[1]);
    }

    [Fact]
    public void Events_are_dropped_where_a_function_behind_has_no_room_as_without_workers()
    {
        const string chain =
            """
            bindings:
              - name: leader
                trigger: { mqtt: "plant/{site}/press/{device}" }
                window: { count: { size: 1 }, group_by: [device] }
                event_time: { out_of_order: 0s }
                function: { builtin: count }
              - name: middle
                trigger: { on: leader }
                function: { builtin: pass }
              - name: outside
                trigger: { on: middle }
                function: { process: "false" }
            """;
        var history = History([.. Enumerable.Range(0, 3000).Select(i => new Step(0.01, 0, 1, i % 7, 1, 9))], journalled: false);
        var counts = new[] { 1, 3 }.Select(workers =>
        {
            using var dispatcher = Some.Dispatcher(chain, new OrderedOutput(), workers: workers);
            Feed(dispatcher, history, [1000]);
            return Counts(dispatcher);
        }).ToList();
        Assert.DoesNotContain("leader:3000/3000", counts[0], StringComparison.Ordinal);
        Assert.Equal(counts[0], counts[1]);
    }

    [Fact]
    public void A_disabled_binding_rejects_with_workers_as_without()
    {
        var history = History([.. Enumerable.Range(0, 200).Select(i => new Step(0.1, 0, i % 90, i % 7, i % 3, 9))], journalled: true);
        var outputs = new[] { 1, 3 }.Select(workers =>
        {
            var output = new OrderedOutput();
            using var dispatcher = Some.Dispatcher(
                Bindings, output, workers: workers, disabled: b => b.Name == "press" ? new DisabledBinding(90, "it hung") : null);
            Feed(dispatcher, history, [100]);
            return output.Lines;
        }).ToList();
        Assert.Equal(111, outputs[0].Count(line => line.Contains("it hung", StringComparison.Ordinal)));
        Assert.Equal(outputs[0], outputs[1]);
    }
}
