using System.Globalization;
using CsCheck;
using EventEdge.FunctionDispatcher.Functions.Lttb;
using EventEdge.FunctionDispatcher.Functions.Numerics;

namespace EventEdge.FunctionDispatcher.Tests.Functions.Streams;

/// <summary>Functions that wait, and those that choose points: alarms, sequences, zones, compression.</summary>
public sealed class WaitingStreamTests
{
    [Fact]
    public void An_alarm_must_last_and_is_cleared_after_its_delay() => Assert.Equal(
        ["raised alarm @15", "cleared normal @40"],
        Alarm(
            "above: 90, hysteresis: 5, on_delay: 5s, off_delay: 10s",
            (0, 95), (2, 80), (10, 95), (20, 88), (25, 84), (28, 91), (30, 84), (60, null)));

    [Fact]
    public void Levels_are_told_as_they_are_reached() => Assert.Equal(
        ["raised warm @1", "raised hot @2", "lowered warm @3", "raised hot @4", "cleared normal @5"],
        Alarm("levels: { warm: 80, hot: 90 }", (0, 80), (1, 81), (2, 95), (3, 85), (4, 99), (5, 10)));

    [Fact]
    public void Below_works_the_other_way_round() => Assert.Equal(
        ["raised low @0", "raised empty @1", "cleared normal @3"],
        Alarm("levels: { low: 20, empty: 5 }, direction: below, hysteresis: 2", (0, 10), (1, 4), (2, 6), (3, 22)));

    [Fact]
    public void A_higher_level_begins_when_it_has_lasted_itself() => Assert.Equal(
        ["raised warm @5", "raised hot @9"],
        Alarm("levels: { warm: 80, hot: 90 }, on_delay: 5s", (0, 85), (4, 95), (20, null)));

    [Fact]
    public void Reminders_end_with_their_number_or_an_acknowledgement() => Assert.Equal(
        ["raised alarm @0", "repeated alarm @10", "repeated alarm @20", "escalated alarm @25", "cleared normal @100", "raised alarm @101",
            "acknowledged alarm @105"],
        Alarm(
            "above: 90, repeat: 10s, repeat_limit: 2, escalate: 25s, acknowledge: ack",
            (0, 95), (100, 1), (101, 95), (105, double.NaN), (300, null)));

    [Fact]
    public void An_alarm_that_flaps_is_told_once_until_it_has_calmed_down() => Assert.Equal(
        ["raised alarm @0", "cleared normal @1", "flapping alarm @2", "settled normal @15", "raised alarm @20"],
        Alarm("above: 90, flapping: { changes: 2, within: 10s }", (0, 95), (1, 1), (2, 95), (3, 1), (4, 95), (5, 1), (20, 95)));

    [Fact]
    public void A_sequence_is_complete_or_missed() => Assert.Equal(
        ["complete=true steps=2 seconds=3 @4", "complete=false steps=1 seconds=10 @30"],
        StreamRun.Of("{ builtin: sequence, with: { steps: [\"s = 'open'\", \"s = 'shut'\"], within: 10s } }", "decode: json",
            new Step(0, """{"s":"shut"}"""), new Step(1, """{"s":"open"}"""), new Step(2, """{"s":"other"}"""),
            new Step(4, """{"s":"shut"}"""),
            new Step(20, """{"s":"open"}"""), new Step(30, """{"s":"shut"}"""), new Step(90)));

    [Fact]
    public void Zones_are_entered_stayed_in_and_left() => Assert.Equal(
        ["zone=yard event=enter @1", "zone=gate event=enter @2", "zone=yard event=dwell seconds=60 @61",
            "zone=gate event=dwell seconds=60 @62",
            "zone=gate event=leave seconds=88 @90", "zone=yard event=leave seconds=99 @100"],
        StreamRun.Of(
            "{ builtin: geofence, with: { latitude: y, longitude: x, dwell: 1m, margin: 10, zones: { "
                + "yard: { polygon: '48 11, 49 11, 49 12, 48 12' }, "
                + "gate: { circle: [48.5, 11.5, 100] } } } }",
            "decode: json",
            At(0, 47, 11), At(1, 48.1, 11.1), At(2, 48.5, 11.5), At(80, 48.50097, 11.5), At(90, 48.502, 11.5), At(95, 48.99999, 11.5),
            At(98, 49.00008, 11.5), At(100, 49.001, 11.5)));

    /// <summary>The promise of the swinging door: a line between neighbours kept passes every value within the deviation.</summary>
    [Fact]
    public void No_value_lies_further_from_the_line_than_the_deviation() =>
        Gen.Select(Gen.Select(Gen.Int[1, 20], Gen.Double[-10, 10]).Array[1, 80], Gen.Double[0, 6]).Sample((steps, deviation) =>
        {
            var second = 0;
            var series = steps.Select(s => (Second: (double)(second += s.Item1), Value: s.Item2)).ToArray();
            var told = StreamRun.Of(
                string.Create(CultureInfo.InvariantCulture, $"{{ builtin: swinging_door, with: {{ field: n, deviation: {deviation} }} }}"),
                "decode: json",
                [.. series.Select(s => new Step(s.Second, string.Create(CultureInfo.InvariantCulture, $$"""{"n":{{s.Value:R}}}""")))]);
            var kept = told.Select(l => l[2..].Split(" @")).Select(p => (Second: Number(p[1]), Value: Number(p[0]))).ToArray();
            Assert.Equal(series[0], kept[0]);
            Assert.Subset(series.ToHashSet(), kept.ToHashSet());
            foreach (var (left, right) in kept.Zip(kept.Skip(1)))
            {
                foreach (var (at, value) in series.Where(s => s.Second > left.Second && s.Second < right.Second))
                {
                    var line = left.Value + ((right.Value - left.Value) * (at - left.Second) / (right.Second - left.Second));
                    Assert.InRange(value, line - deviation - 1e-9, line + deviation + 1e-9);
                }
            }
        }, iter: 100);

    [Fact]
    public void Values_on_a_line_leave_its_ends() => Assert.Equal(
        ["n=0 @0", "n=9 @9"],
        StreamRun.Of("{ builtin: swinging_door, with: { field: n, deviation: 0 } }", "decode: json",
            [.. Enumerable.Range(0, 10).Select(i => new Step(i, $$"""{"n":{{i}}}""")), new Step(10, """{"n":0}""")]));

    /// <summary>Against the formula of the thesis, written down as it stands there.</summary>
    [Fact]
    public void Largest_triangles_are_those_of_the_formula() =>
        Gen.Select(Gen.Int[-40, 40].Array[3, 120], Gen.Int[3, 20]).Sample((values, points) =>
        {
            var samples = values.Select((value, i) => new Edge(i, value)).ToArray();
            var kept = LargestTriangles.Of(samples, points);
            if (samples.Length <= points) Assert.Equal(samples, kept);
            else Assert.Equal(Triangles(samples, points), kept);
        });

    [Fact]
    public void Points_of_a_window_do_not_depend_on_the_order_of_events_nor_on_merges() =>
        Gen.Select(Gen.Int[-40, 40].Array[1, 60], Gen.Int, Gen.Int[0, 60]).Sample((values, seed, cut) =>
        {
            var feed = new Feed("lttb", true, ("field", "n"), ("points", 7));
            var events = values.Select((value, i) => feed.Event(i, ("n", value))).ToArray();
            var expected = feed.OfWindow(events);
            new Random(seed).Shuffle(events);
            var (one, other) = (feed.Accumulator(), feed.Accumulator());
            foreach (var each in events.Take(cut)) one.Add(each);
            foreach (var each in events.Skip(cut)) other.Add(each);
            one.Merge(other);
            var loaded = feed.Accumulator();
            loaded.Load(new BinaryReader(new MemoryStream(Feed.Saved(one.Save))));
            Assert.Equal(expected, Feed.Text(loaded.Result(Feed.Window)));
        });

    private static List<Edge> Triangles(Edge[] data, int threshold)
    {
        var sampled = new List<Edge> { data[0] };
        var every = (double)(data.Length - 2) / (threshold - 2);
        var a = 0;
        for (var i = 0; i < threshold - 2; i++)
        {
            var next = data[((int)Math.Floor((i + 1) * every) + 1)..Math.Min((int)Math.Floor((i + 2) * every) + 1, data.Length)];
            var (x, y) = (next.Average(e => (double)e.Ticks), next.Average(e => e.Value));
            var range = Enumerable.Range((int)Math.Floor(i * every) + 1, (int)Math.Floor((i + 1) * every) - (int)Math.Floor(i * every));
            var last = data[a];
            a = range.MaxBy(j => Math.Abs(
                ((last.Ticks - x) * (data[j].Value - last.Value)) - ((last.Ticks - (double)data[j].Ticks) * (y - last.Value))) / 2);
            sampled.Add(data[a]);
        }

        return [.. sampled, data[^1]];
    }

    private static Step At(double second, double y, double x) =>
        new(second, string.Create(CultureInfo.InvariantCulture, $$"""{"y":{{y}},"x":{{x}}}"""));

    private static double Number(string text) => double.Parse(text, CultureInfo.InvariantCulture);

    // No value: an acknowledgement; null: time alone.
    private static IEnumerable<string> Alarm(string with, params (double Second, double? Value)[] steps) => StreamRun.Of(
        $"{{ builtin: alarm, with: {{ field: t, {with} }} }}", "decode: json",
        [.. steps.Select(s => new Step(s.Second, s.Value is not { } value ? null : double.IsNaN(value) ? """{"ack":true}"""
            : string.Create(CultureInfo.InvariantCulture, $$"""{"t":{{value}}}""")))])
        .Select(line => line.Split(' ')).Select(words => $"{Word(words, "reason")} {Word(words, "level")} {words[^1]}");

    private static string Word(string[] words, string name) =>
        words.First(w => w.StartsWith(name + "=", StringComparison.Ordinal)).Split('=')[1];
}
