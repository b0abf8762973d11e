using EventEdge.FunctionDispatcher.Engine;
using EventEdge.FunctionDispatcher.Outputs;
using EventEdge.FunctionDispatcher.Pipeline;

namespace EventEdge.FunctionDispatcher.Tests.Engine;

/// <summary>
/// A client that sends keys without end fills the binding's limit and no more, and takes nothing from keys that were there before.
/// </summary>
public sealed class KeyLimitTests
{
    private const int Limit = 50;

    private const string Bindings =
        """
        bindings:
          - name: windows
            trigger: { mqtt: "plant/{site}/press/{device}" }
            event_time: { field: ts, idle_timeout: 60s }
            window: { tumbling: 10s, group_by: [device] }
            function: { builtin: count }
            emit: { measurement: windows }
            limits: { keys: 50 }
          - name: clocks
            trigger: { mqtt: "plant/{site}/press/{device}" }
            event_time: { field: ts, clock: device, idle_timeout: 60s }
            window: { tumbling: 10s }
            function: { builtin: count }
            emit: { measurement: clocks }
            limits: { keys: 50 }
          - name: state
            trigger: { mqtt: "plant/{site}/press/{device}" }
            function: { builtin: threshold, with: { field: temperature, above: 60 } }
            emit: { measurement: state, tags: [device] }
            limits: { keys: 50 }
        """;

    private readonly CollectingOutput _output = new();

    [Theory]
    [InlineData(1)]
    [InlineData(3)]
    public void A_flood_of_keys_is_dead_lettered_beyond_the_limit_and_known_keys_go_on(int workers)
    {
        using var dispatcher = Some.Dispatcher(Bindings, _output, workers: workers);
        Feed(dispatcher, Flood(known: 5, keys: 5000));

        foreach (var binding in dispatcher.Bindings)
        {
            var counts = binding.Counters;
            Assert.Equal(counts.Received, counts.InWindows + counts.Rejected);
            Assert.Equal((5000 + 5 - Limit, counts.Rejected), (counts.KeysRefused, counts.KeysRefused));
            Assert.Equal(
                counts.KeysRefused, _output.DeadLetters.Count(l => l.Binding == binding.Identity.Name && l.Stage == FailureStage.Limit));
        }

        Assert.InRange(dispatcher.Bindings.First().OpenWindows, 1, 2 * Limit);
        var known = _output.Points.Where(
            p => p.Point.Measurement == "windows" && p.Point.Tags.Any(t => t.Value.StartsWith("known", StringComparison.Ordinal)));
        Assert.Equal(5 * 10, known.Sum(p => p.Point.Fields[0].Value.AsNumber));
    }

    [Fact]
    public void Which_keys_find_room_does_not_depend_on_the_number_of_workers()
    {
        var lines = new[] { 1, 2, 4 }.Select(workers =>
        {
            var output = new CollectingOutput();
            using var dispatcher = Some.Dispatcher(Bindings, output, workers: workers);
            Feed(dispatcher, Flood(known: 5, keys: 500));
            var states = dispatcher.Save();
            using var again = Some.Dispatcher(Bindings, output, workers: 5 - workers);
            again.Restore(states, _ => 0, 0);
            Feed(again, Flood(known: 5, keys: 100, from: 600, days: 2));
            return string.Join('\n', output.Lines.Concat(output.DeadLetters.Select(l => $"{l.Binding} {l.Topic} {l.Reason}"))
                .Concat(again.Save().Select(s => Convert.ToHexString(s.State))));
        }).ToList();
        Assert.Equal(lines[0], lines[1]);
        Assert.Equal(lines[0], lines[2]);
    }

    [Fact]
    public void Keys_that_have_no_clock_any_more_and_clocks_of_one_key_do_not_add_up_to_a_limit_among_workers()
    {
        const string yaml =
            """
            bindings:
              - name: windows
                trigger: { mqtt: "plant/{site}/press/{device}" }
                event_time: { field: ts, clock: part, idle_timeout: 60s }
                window: { tumbling: 10s, group_by: [device] }
                function: { builtin: count }
                emit: { measurement: windows }
                limits: { keys: 50 }
            """;
        var lines = new[] { 1, 2, 4 }.Select(workers =>
        {
            var output = new CollectingOutput();
            using var dispatcher = Some.Dispatcher(yaml, output, workers: workers);
            Feed(dispatcher, Enumerable.Range(1, 30).Select(device => Part(0, device, $"d{device}", 0)));
            // Two days later those have no clock any more, and are still keys.
            Feed(dispatcher, Enumerable.Range(1, 30).Select(part => Part(172_800, 100 + part, "many", part)));
            Feed(dispatcher, Enumerable.Range(1, 5).Select(device => Part(172_801, 200 + device, $"new{device}", 0)));
            Feed(dispatcher, Enumerable.Range(1, 30).Select(device => Part(172_802, 300 + device, $"d{device}", 0)));
            dispatcher.Tick(Some.Noon.AddSeconds(173_000), 400);
            return string.Join('\n', output.Lines.Concat(dispatcher.Save().Select(s => Convert.ToHexString(s.State))));
        }).ToList();
        Assert.Equal(lines[0], lines[1]);
        Assert.Equal(lines[0], lines[2]);
    }

    private static InboundMessage Part(int second, long sequence, string device, int part) => Some.Message(
        $$"""{"ts":{{Some.Noon.AddSeconds(second).ToUnixTimeMilliseconds()}},"part":{{part}}}""", sequence, device, second);

    [Fact]
    public void Keys_silent_for_a_day_make_room_and_come_back_as_parts()
    {
        using var dispatcher = Some.Dispatcher(Bindings, _output);
        Feed(dispatcher, Flood(known: 10, keys: Limit - 10));
        Feed(dispatcher, [Some.Reading(172_800, 1, 10_000, "new")]);
        Feed(dispatcher, [
            Some.Reading(9, 1, 10_001, "known1", receivedSeconds: 172_801), Some.Reading(172_990, 1, 10_002, "known1"),
            Some.Reading(173_000, 1, 10_003, "known1")]);

        var windows = dispatcher.Bindings.First().Counters;
        Assert.Equal(0, windows.KeysRefused);
        var back = _output.Points.Where(
            p => p.Point.Measurement == "windows" && p.Point.Time == Some.Noon && p.Point.Tags.Any(t => t.Value == "known1")).ToList();
        Assert.Equal([false, true], back.Select(p => p.Point.Partial));
    }

    private static IEnumerable<InboundMessage> Flood(int known, int keys, int from = 0, double days = 0)
    {
        var sequence = 20_000L * from;
        for (var second = 0; second < 10; second++)
        {
            for (var device = 0; device < known; device++)
                yield return Some.Reading((86_400 * days) + second, 70, ++sequence, $"known{device}");
            for (var key = 0; key < keys / 10; key++)
                yield return Some.Reading((86_400 * days) + second, 70, ++sequence, $"flood{from}_{second}_{key}");
        }

        for (var device = 0; device < known; device++) yield return Some.Reading((86_400 * days) + 11, 70, ++sequence, $"known{device}");
    }

    private static void Feed(Dispatcher dispatcher, IEnumerable<InboundMessage> messages)
    {
        foreach (var batch in messages.Chunk(500)) dispatcher.DispatchAll(batch);
    }
}
