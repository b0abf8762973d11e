using CsCheck;
using EventEdge.FunctionDispatcher.Engine;
using EventEdge.FunctionDispatcher.Pipeline;
using EventEdge.FunctionDispatcher.Tests.Engine;

namespace EventEdge.FunctionDispatcher.Tests.Joins;

/// <summary>
/// What holds of joins whatever comes: against a reference that sees everything at once, across crashes, and however time is told.
/// </summary>
public sealed class JoinLawTests
{
    private static readonly string[] Matches = ["nearest", "latest", "next"];

    private static readonly Gen<(int Step, int Jitter, int Value, int Kind, int Device)> Step =
        Gen.Select(Gen.Int[0, 3000], Gen.Int[-4000, 500], Gen.Int[0, 5], Gen.Int[0, 9], Gen.Int[1, 2]);

    /// <summary>Disorder of at most the allowed lateness, on both sides: what stands in the end is what the reference finds.</summary>
    [Fact]
    public void The_last_revisions_are_those_of_a_reference_that_sees_everything() =>
        Gen.Select(Step.Array[1, 80], Gen.Int[0, 2], Gen.Bool).Sample(
            (steps, match, isLeft) =>
            {
                var messages = History(steps, withTicks: false);
                using var bench = Bench(match, isLeft, "allowed_lateness: 1m, idle_timeout: 1h");
                foreach (var step in messages) step.Feed(bench.Dispatcher);
                bench.Pass(1e6);

                Assert.Equal(0, bench.Strokes.Counters.Late);
                var last = bench.Output.Points.Where(p => p.Point.Measurement == "stroke")
                    .GroupBy(p => (p.Point.Tags[0].Value, p.Point.Time, Force(p.Point)))
                    .Select(group => group.MaxBy(p => p.Point.Revision).Point)
                    .Select(p => $"{p.Tags[0].Value}@{p.Time:O} {Force(p)} {Partner(p)}");
                Assert.Equal(Reference(messages, match, isLeft).Order(), last.Order());
            },
            iter: 1500);

    [Fact]
    public void A_crash_anywhere_changes_no_result_no_dead_letter_and_no_counter() =>
        Gen.Select(Step.Array[1, 80], Gen.Double.Unit, Gen.Double.Unit, Gen.Int[0, 2], Gen.Bool).Sample(
            (steps, checkpointAt, crashAt, match, isLeft) =>
            {
                const string Time = "allowed_lateness: 1s, out_of_order: 1s, idle_timeout: 3s";
                var history = History(steps, withTicks: true);
                var checkpoint = (int)(checkpointAt * history.Count);
                var crash = checkpoint + (int)(crashAt * (history.Count - checkpoint));
                using var whole = Bench(match, isLeft, Time);
                foreach (var step in history) step.Feed(whole.Dispatcher);

                var output = new CollectingOutput();
                IReadOnlyList<BindingState> states;
                using (var before = Some.Dispatcher(whole.Yaml, output))
                {
                    foreach (var step in history.Take(checkpoint)) step.Feed(before);
                    states = before.Save();
                    foreach (var step in history.Take(crash).Skip(checkpoint)) step.Feed(before);
                }

                using var after = Some.Dispatcher(whole.Yaml, output);
                var from = after.Restore(states, output.CursorOf, 0);
                foreach (var step in history.Skip((int)from - 1)) step.Feed(after);

                Assert.Equal(whole.Output.Lines.Order(), output.Lines.Order());
                Assert.Equal(Letters(whole.Output), Letters(output));
                Assert.Equal(Counts(whole.Dispatcher), Counts(after));
                Assert.Equal(whole.Dispatcher.Save().Select(s => s.State), after.Save().Select(s => s.State));
            },
            iter: 800);

    [Fact]
    public void Time_that_is_told_often_or_seldom_leads_to_the_same() =>
        Gen.Select(Step.Array[1, 60], Gen.Int[0, 2], Gen.Bool).Sample(
            (steps, match, isLeft) =>
            {
                const string Time = "allowed_lateness: 1s, idle_timeout: 2s";
                using var seldom = Bench(match, isLeft, Time);
                using var often = Bench(match, isLeft, Time);
                foreach (var step in History(steps, withTicks: false))
                {
                    step.Feed(seldom.Dispatcher);
                    while (often.Dispatcher.NextDurableDeadline is { } due && due <= step.At)
                        often.Dispatcher.Tick(due, often.Dispatcher.Position + 1);
                    (step with { Sequence = often.Dispatcher.Position + 1 }).Feed(often.Dispatcher);
                }

                seldom.Pass(1e6);
                often.Pass(1e6);
                Assert.Equal(string.Join("\n", seldom.Joined), string.Join("\n", often.Joined));
                Assert.Equal(Counts(seldom.Dispatcher), Counts(often.Dispatcher));
            },
            iter: 600);

    private static JoinBench Bench(int match, bool isLeft, string time) =>
        new($"match: {Matches[match]}{(isLeft ? ", kind: left" : "")}", time);

    private static double Force(EventEdge.Contracts.Measurements.Point point) => point.Fields.Single(f => f.Key == "force").Value.AsNumber;

    private static EventEdge.Contracts.Events.FieldValue Partner(EventEdge.Contracts.Measurements.Point point) =>
        point.Fields.FirstOrDefault(f => f.Key == "temperature.value").Value;

    // Strokes have forces of their own, so that each can be told; temperatures at one instant and with one value are alike.
    private static List<TestStep> History((int Step, int Jitter, int Value, int Kind, int Device)[] steps, bool withTicks)
    {
        var (now, history) = (10_000, new List<TestStep>());
        foreach (var (step, jitter, value, kind, device) in steps)
        {
            now += step;
            var at = Math.Max(0, now + jitter);
            var sequence = history.Count + 1;
            history.Add(new(sequence, Some.Noon.AddMilliseconds(now), at, $"p{device}", kind switch
            {
                < 5 => StepKind.Temperature,
                9 when withTicks => StepKind.Tick,
                _ => StepKind.Stroke,
            }, kind < 5 ? value : sequence));
        }

        return history;
    }

    private static IEnumerable<string> Reference(List<TestStep> steps, int match, bool isLeft)
    {
        foreach (var stroke in steps.Where(s => s.Kind == StepKind.Stroke))
        {
            var near = steps.Where(s =>
                s.Kind == StepKind.Temperature && s.Device == stroke.Device && Math.Abs(s.Time - stroke.Time) <= 5000);
            var best = match switch
            {
                0 => near.OrderBy(s => Math.Abs(s.Time - stroke.Time)).ThenBy(s => s.Time).ThenByDescending(s => s.Value),
                1 => near.Where(s => s.Time <= stroke.Time).OrderByDescending(s => s.Time).ThenByDescending(s => s.Value),
                _ => near.Where(s => s.Time >= stroke.Time).OrderBy(s => s.Time).ThenByDescending(s => s.Value),
            };
            if (best.FirstOrDefault() is { } found)
                yield return $"{stroke.Device}@{Some.Noon.AddMilliseconds(stroke.Time):O} {stroke.Value} {found.Value}";
            else if (isLeft) yield return $"{stroke.Device}@{Some.Noon.AddMilliseconds(stroke.Time):O} {stroke.Value} ";
        }
    }

    private static IEnumerable<string> Letters(CollectingOutput output) =>
        output.DeadLetters.Select(l => $"{l.Binding} {l.Stage} {l.Sequence} {l.Index} {l.Reason}").Distinct().Order();

    private static string Counts(Dispatcher dispatcher) => string.Join(' ', dispatcher.Bindings.Select(b =>
        $"{b.Counters.Received}/{b.Counters.InWindows}/{b.Counters.Late}/{b.Counters.Rejected}/{b.Counters.Corrected}" +
        $"/{b.Counters.Measurements}/{b.Counters.Revisions}"));

    private enum StepKind
    {
        Stroke,
        Temperature,
        Tick,
    }

    private sealed record TestStep(long Sequence, DateTimeOffset At, int Time, string Device, StepKind Kind, int Value)
    {
        public void Feed(Dispatcher dispatcher)
        {
            var received = (At - Some.Noon).TotalSeconds;
            switch (Kind)
            {
                case StepKind.Tick: dispatcher.Tick(At, Sequence); break;
                case StepKind.Stroke: dispatcher.Dispatch(JoinBench.Stroke(Time / 1000.0, Value, Sequence, received, Device)); break;
                default: dispatcher.Dispatch(JoinBench.Temperature(Time / 1000.0, Value, Sequence, received, Device)); break;
            }
        }
    }
}
