using System.Globalization;
using CsCheck;
using EventEdge.FunctionDispatcher.Engine;
using EventEdge.FunctionDispatcher.Observation;
using EventEdge.FunctionDispatcher.Outputs;
using EventEdge.FunctionDispatcher.Pipeline;
using EventEdge.FunctionDispatcher.Tests.Engine;

namespace EventEdge.FunctionDispatcher.Tests.Pipeline;

/// <summary>One line of a message.</summary>
internal sealed record Reading(double Jitter, int Temperature, int Line, int Id);

/// <summary>A message: how long after the one before, its lines, and whether one more is broken.</summary>
internal sealed record Batch(double Step, Reading[] Readings, bool IsBroken);

/// <summary>Bindings whose messages hold several events, and messages for them.</summary>
internal static class Batches
{
    public const string Bindings =
        """
        bindings:
          - name: windows
            trigger: { mqtt: "plant/{site}/press/{device}" }
            decode: lines
            where: temperature > 20
            event_time: { field: ts, clock: device, out_of_order: 2s, allowed_lateness: 4s, idle_timeout: 30s }
            window: { tumbling: 5s, group_by: [device, line] }
            function: { builtin: stats, with: { fields: [temperature], stats: [count, sum, p50] } }
            emit: { measurement: windows }
          - name: gate
            trigger: { mqtt: "plant/{site}/press/{device}" }
            decode: lines
            event_time: { field: ts }
            function: { builtin: threshold, with: { field: temperature, above: 60, hysteresis: 10 } }
            emit: { measurement: gate, tags: [device, line] }
          - name: once
            trigger: { mqtt: "plant/{site}/press/{device}" }
            decode: lines
            event_id: { field: id, within: 20s }
            event_time: { field: ts }
            function: { builtin: pass }
            emit: { measurement: once, tags: [device, line] }
          - name: followed
            trigger: { mqtt: "plant/{site}/press/{device}" }
            decode: lines
            event_time: { field: ts }
            window: { count: { size: 3, hop: 1 } }
            function: { builtin: stats, with: { fields: [temperature], stats: [count, sum] } }
            emit: { measurement: followed }
          - name: follower
            trigger: { on: followed }
            where: temperature_sum > 100
            function: { builtin: pass, with: { fields: [temperature_sum] } }
            emit: { measurement: follower }
        """;

    public static readonly Gen<Batch> One = Gen.Select(
        Gen.Double[0, 2],
        Gen.Select(Gen.Double[-4, 1], Gen.Int[0, 100], Gen.Int[0, 3], Gen.Int[0, 30], (j, t, l, i) => new Reading(j, t, l, i)).Array[0, 6],
        Gen.Int[0, 12],
        (step, readings, kind) => new Batch(step, readings, kind == 0));

    public static IEnumerable<(string, FailureStage, long, int)> Identities(CollectingOutput output) =>
        output.DeadLetters.Select(l => (l.Binding, l.Stage, l.Sequence, l.Index)).Order();

    public static IEnumerable<string> OfEach(CollectingOutput output) =>
        output.Points.OrderBy(p => p.Binding.Name).Select(p => WithoutId(CollectingOutput.Line(p.Point)));

    public static string WithoutId(string line) => line[..line.IndexOf('#', StringComparison.Ordinal)];

    public static string EventsOf(BindingCounters c)
    {
        Assert.Equal(c.Received, c.InWindows + c.Filtered + c.Late + c.Rejected + c.Duplicates + c.InFlight);
        return $"{c.Received}/{c.InWindows}/{c.Filtered}/{c.Late}/{c.Rejected}/{c.Duplicates}/{c.Corrected}/{c.Measurements}/{c.Revisions}";
    }

    public static string MessagesOf(BindingCounters c)
    {
        Assert.Equal(c.Messages, c.Decoded + c.Undecodable + c.Ignored + c.Refused);
        return $"{c.Decoded}/{c.Undecodable}/{c.Ignored}/{c.Refused}";
    }

    public static string[] Lines(IEnumerable<Reading> readings, double now) =>
    [
        .. readings.Select(one => string.Create(
            CultureInfo.InvariantCulture,
            $"{{\"ts\":{Milliseconds(now + one.Jitter)},\"temperature\":{one.Temperature},\"line\":\"l{one.Line}\",\"id\":{one.Id}}}")),
    ];

    public static string Text(params IEnumerable<string> lines) => string.Join('\n', lines);

    public static InboundMessage[] History(Batch[] batches)
    {
        var now = 0.0;
        return
        [
            .. batches.Select((batch, i) =>
            {
                now += batch.Step;
                string[] broken = batch.IsBroken ? ["{"] : [];
                return Some.Message(Text([.. Lines(batch.Readings, now), .. broken]), i + 1, $"d{i % 2}", now);
            }),
        ];
    }

    public static Dispatcher Dispatcher(IDispatchOutput output, string bindings = Bindings, int workers = 1) =>
        Some.Dispatcher(bindings, output, workers: workers, components: LinesDecoder.Components);

    public static IEnumerable<string> StatesOf(Dispatcher dispatcher) => dispatcher.Save().Select(s => Convert.ToHexString(s.State));

    private static long Milliseconds(double seconds) => Some.Noon.AddSeconds(seconds).ToUnixTimeMilliseconds();

    public static void Feed(Dispatcher dispatcher, InboundMessage[] history)
    {
        foreach (var message in history) dispatcher.Dispatch(message);
    }
}
