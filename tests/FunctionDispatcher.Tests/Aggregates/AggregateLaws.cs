using CsCheck;
using EventEdge.Contracts.Events;
using EventEdge.FunctionDispatcher.Aggregates;

namespace EventEdge.FunctionDispatcher.Tests.Aggregates;

/// <summary>
/// The laws that every aggregate obeys, bit for bit, on random events: what late corrections, session merges and a full outbox stand on.
/// </summary>
public sealed class AggregateLaws
{
    private static readonly Gen<FieldValue> Numbers = Gen.Frequency(
        (8, Gen.Double[-1000, 1000].Select(FieldValue.Of)),
        (4, Gen.Int[0, 5].Select(i => FieldValue.Of(i))),
        (1, Gen.OneOf<FieldValue>(
            FieldValue.Missing, FieldValue.Null, "text", true, double.NaN, double.PositiveInfinity, 1e200, -0.0, 1e16, 0.1)));

    private static readonly Gen<(double Second, FieldValue X, FieldValue Y, FieldValue S)[]> Events =
        Gen.Select(Gen.Int[0, 9].Select(i => i / 2.0), Numbers, Numbers,
            Gen.OneOf<FieldValue>("run", "idle", "stop", FieldValue.Missing)).Array[0, 30];

    public static TheoryData<string> Expressions { get; } =
    [
        "count()", "count(x)", "count_if(x > 0)", "any(x > 900)", "all(x > 0)", "share(x > 0)", "sum(x)", "mean(x)", "min(x)", "max(x)",
        "spread(x)", "stddev(x)", "stddev_pop(x)", "var(x)",
        "var_pop(x)", "covariance(x, y)", "correlation(x, y)", "slope(x)", "median(x)", "percentile(x, 95)", "first(x)", "last(x)",
        "first(s)", "last(s)", "mode(s)", "mode(x)", "distinct(x)",
        "distinct_about(x)", "top(s, 2)", "histogram(x, -100, 100, 10)", "collect(x, 5)", "collect(s, 10)", "time_mean(x)", "integral(x)",
        "increase(x)", "increase(x, 1000)", "rate(x)",
        "duration(x > 0)", "transitions(s)", "transitions(x)", "max(x) - min(x) + mean(y)",
    ];

    [Fact]
    public void Every_aggregate_is_under_the_laws()
    {
        var all = string.Join('\n', Expressions.Select(e => e.Data));
        Assert.Empty(AggregateTable.All.Where(a => !all.Contains($"{a.Name}(", StringComparison.Ordinal)).Select(a => a.Name));
    }

    [Theory]
    [MemberData(nameof(Expressions))]
    public void The_order_of_events_does_not_matter(string expression) => Gen.Select(Events, Gen.Int).Sample(
        (events, seed) =>
        {
            var shuffled = events.ToArray();
            new Random(seed).Shuffle(shuffled);
            Assert.Equal(Of(expression, events).Result(), Of(expression, shuffled).Result());
        },
        iter: 300);

    [Theory]
    [MemberData(nameof(Expressions))]
    public void Merging_two_states_is_adding_all_their_events_to_one(string expression) => Gen.Select(Events, Events).Sample(
        (left, right) =>
        {
            var merged = Of(expression, left);
            merged.Accumulator.Merge(Of(expression, right).Accumulator);
            Assert.Equal(Of(expression, [.. left, .. right]).Result(), merged.Result());
        },
        iter: 300);

    [Theory]
    [MemberData(nameof(Expressions))]
    public void What_is_saved_and_loaded_goes_on_as_before(string expression) => Gen.Select(Events, Events).Sample(
        (before, after) =>
        {
            var loaded = Of(expression, []);
            loaded.Load(Of(expression, before).Save());
            Fill(loaded, after);
            Assert.Equal(Of(expression, [.. before, .. after]).Result(), loaded.Result());
        },
        iter: 300);

    /// <summary>What a full outbox does: neighbouring windows become one, from their saved states alone.</summary>
    [Theory]
    [MemberData(nameof(Expressions))]
    public void Windows_merged_from_their_results_equal_one_window_over_all(string expression) => Gen.Select(Events, Gen.Int[1, 10]).Sample(
        (events, parts) =>
        {
            if (events.Length == 0) return;
            var windows = events.GroupBy(e => (int)(e.Second / 5 * parts)).OrderBy(g => g.Key).Select(g => g.ToArray()).ToList();
            var states = windows.Select((w, i) => Of(expression, w, length: i < windows.Count - 1 ? 5.0 / parts : 5).State());
            Assert.Equal(Of(expression, events).Result(), AggregateWindow.Merged(states));
        },
        iter: 300);

    private static AggregateWindow Of(
        string expression, (double Second, FieldValue X, FieldValue Y, FieldValue S)[] events, double length = 5)
    {
        var window = new AggregateWindow(expression, length);
        Fill(window, events);
        return window;
    }

    private static void Fill(AggregateWindow window, (double Second, FieldValue X, FieldValue Y, FieldValue S)[] events)
    {
        foreach (var (second, x, y, s) in events) window.Add(second, ("x", x), ("y", y), ("s", s));
    }
}
