using System.Globalization;
using CsCheck;
using EventEdge.Contracts.Functions;
using EventEdge.FunctionDispatcher.Functions;
using EventEdge.FunctionDispatcher.Tests.Engine;
using Some = EventEdge.FunctionDispatcher.Tests.Engine.Some;

namespace EventEdge.FunctionDispatcher.Tests.Functions.Streams;

/// <summary>What holds for every built-in function that keeps a state for each key: random events, cut wherever a node may stop.</summary>
public sealed class StreamFunctionTests
{
    private static readonly Gen<(double Wait, double Jitter, int Kind, double Number, int State, int Device)> Steps = Gen.Select(
        Gen.Frequency((6, Gen.Double[0, 3]), (1, Gen.Double[3, 40])),
        Gen.Frequency((5, Gen.Const(0.0)), (1, Gen.Double[-6, 1])), Gen.Int[0, 9],
        Gen.OneOf(Gen.Double[-5, 25], Gen.Int[0, 10].Select(i => (double)i)), Gen.Int[0, 3], Gen.Int[1, 3]);

    public static TheoryData<string> Functions { get; } = [.. StreamSettings.All];

    [Fact]
    public void Every_function_with_a_state_for_each_key_is_here()
    {
        var catalog = EventEdgeComponents.Default.Functions;
        var missing = catalog.Names.Where(name => !StreamSettings.All.Exists(f => f.Contains($"builtin: {name},", StringComparison.Ordinal)
            || f.Contains($"builtin: {name} ", StringComparison.Ordinal)));
        Assert.All(missing, name => Assert.False(
            catalog.Find(name)!.Create(new FunctionSettings(name, new Dictionary<string, object?>()), hasWindow: false) is IKeyedFunction,
            $"{name} needs a line"));
    }

    /// <summary>Nothing a store can see tells of it, not a point, not a counter; and deadlines go on where they were.</summary>
    [Theory]
    [MemberData(nameof(Functions))]
    public void A_crash_anywhere_changes_nothing(string function) =>
        Gen.Select(Steps.Array[1, 80], Gen.Double.Unit, Gen.Double.Unit).Sample(
            (steps, checkpointAt, crashAt) =>
            {
                var history = History(steps);
                var checkpoint = (int)(checkpointAt * history.Length);
                var crash = checkpoint + (int)(crashAt * (history.Length - checkpoint));
                using var uninterrupted = new StreamRun(function);
                Feed(uninterrupted, history, 0);

                var output = new CollectingOutput();
                using var before = new StreamRun(function, output);
                Feed(before, history[..checkpoint], 0);
                var states = before.Save();
                Feed(before, history[..crash], checkpoint);
                using var after = new StreamRun(function, output);
                Feed(after, history, (int)after.Restore(states) - 1);

                Assert.Equal(uninterrupted.Lines.Order(), after.Lines.Order());
                Assert.Equal(uninterrupted.Counts, after.Counts);
                Assert.Equal(uninterrupted.NextDeadline, after.NextDeadline);
            },
            iter: 60);

    /// <summary>Whether time is told often or seldom between events, what was due comes out the same.</summary>
    [Theory]
    [MemberData(nameof(Functions))]
    public void It_does_not_matter_how_often_time_is_told(string function) => Steps.Array[1, 60].Sample(
        steps =>
        {
            var history = History(steps);
            using var seldom = new StreamRun(function);
            Feed(seldom, [history[0], .. history.Where(s => s.Payload is not null), history[^1] with { Payload = null }], 0);
            using var often = new StreamRun(function);
            Feed(often, [.. history.SelectMany(s => new[] { s with { Payload = null }, s }), history[^1] with { Payload = null }], 0);

            Assert.Equal(seldom.Lines.Order(), often.Lines.Order());
        },
        iter: 40);

    /// <summary>One key's events lead to the same, whatever other keys send between them.</summary>
    [Theory]
    [MemberData(nameof(Functions))]
    public void Keys_know_nothing_of_each_other(string function) => Steps.Array[1, 60].Sample(
        steps =>
        {
            var history = History(steps);
            using var all = new StreamRun(function);
            Feed(all, history, 0);
            using var one = new StreamRun(function);
            Feed(one, [.. history.Select(s => s.Device == "d1" ? s : s with { Payload = null })], 0);

            Assert.Equal(one.Lines.Where(IsOfOne).Order(), all.Lines.Where(IsOfOne).Order());
        },
        iter: 30);

    private static bool IsOfOne(string line) => !line.StartsWith("device=", StringComparison.Ordinal);

    private static void Feed(StreamRun run, Step[] history, int from)
    {
        if (from == 0) run.Start();
        for (var i = from; i < history.Length; i++) run.Take(history[i], i + 1);
    }

    private static Step[] History((double Wait, double Jitter, int Kind, double Number, int State, int Device)[] steps)
    {
        var now = 0.0;
        var history = new List<Step> { new(0) };
        foreach (var (wait, jitter, kind, number, state, device) in steps)
        {
            now = Math.Round(now + wait, 3);
            var at = Some.Noon.AddTicks((long)(Math.Round(now + jitter, 3) * TimeSpan.TicksPerSecond));
            history.Add(new(now, kind switch
            {
                0 => null,
                1 => $$"""{"ts":"{{at:O}}","t":null,"s":"s{{state}}"}""",
                _ => string.Create(CultureInfo.InvariantCulture, $$"""
                    {"ts":"{{at:O}}","t":{{number}},"s":"s{{state}}","ok":{{(state == 0 ? "true" : "false")}},
                     "lat":{{number / 10}},"lon":{{kind / 5.0}},"ack":{{(kind == 9 ? "true" : "false")}}}
                    """),
            }, $"d{device}"));
        }

        return [.. history];
    }
}
