using EventEdge.Contracts.Events;
using EventEdge.FunctionDispatcher.Aggregates;
using EventEdge.Tests.Support;

namespace EventEdge.FunctionDispatcher.Tests.Aggregates;

/// <summary>What each aggregate gives of a window of ten seconds, worked out by hand.</summary>
public sealed class AggregateTests
{
    public static TheoryData<string, string> Rows { get; } = new()
    {
        { "count()", "6" }, { "count(t)", "4" }, { "count(state)", "6" }, { "count_if(t > 20)", "1" }, { "any(t > 29)", "true" },
        { "all(t > 5)", "false" }, { "share(state = 'run')", "0.5" },
        { "sum(t)", "80" }, { "mean(t)", "20" }, { "min(t)", "10" }, { "max(t)", "30" }, { "spread(t)", "20" }, { "mean(absent)", "" },
        { "count(absent)", "0" },
        { "round(stddev(t), 6)", "8.164966" }, { "round(stddev_pop(t), 6)", "7.071068" }, { "round(var(t), 4)", "66.6667" },
        { "var_pop(t)", "50" }, { "stddev(once)", "" },
        { "slope(t)", "2" }, { "round(correlation(t, twice), 9)", "1" }, { "round(covariance(t, twice), 4)", "133.3333" },
        { "round(median(t))", "20" }, { "percentile(t, 100)", "30" }, { "round(percentile(t, 0))", "10" },
        { "first(t)", "10" }, { "last(t)", "30" }, { "last(state)", "idle" }, { "mode(state)", "idle" }, { "distinct(state)", "2" },
        { "distinct_about(state)", "2" },
        { "top(state, 2)", "[\"idle\",\"run\"]" }, { "histogram(t, 10, 30, 2)", "[0,1,2,1]" }, { "collect(t)", "[10,20,20,30]" },
        { "collect(state, 2)", "[\"run\",\"run\"]" },
        // 10 for 2 s, 20 for 4 s, 20 for 2 s, 30 for 2 s.
        { "time_mean(t)", "20" }, { "integral(t)", "160" }, { "increase(counter)", "120" }, { "increase(counter, 1000)", "130" },
        { "rate(counter)", "15" },
        { "duration(state = 'run')", "6" }, { "transitions(state)", "3" },

        { "max(t) - min(t)", "20" }, { "integral(t) / 3600 * 1000 > 44", "true" }, { "min(3, max(t), 5)", "3" },
        { "if(count() > 5, 'many', 'few')", "many" },
        { "coalesce(mean(absent), 0)", "0" }, { "mean(t * 2 + 1)", "41" }, { "round(mean(if(state = 'run', t, absent)), 2)", "16.67" },
        { "1 + 1", "2" },
    };

    [Theory]
    [MemberData(nameof(Rows))]
    public void Gives(string expression, string expected)
    {
        var window = new AggregateWindow(expression);
        window.Add(0, ("t", 10), ("state", "run"), ("counter", 940), ("twice", 20), ("once", 1));
        window.Add(2, ("t", 20), ("state", "run"), ("counter", 990), ("twice", 40));
        window.Add(4, ("state", "idle"), ("counter", 10));
        window.Add(6, ("t", 20), ("state", "run"), ("counter", 60), ("twice", 40));
        window.Add(8, ("t", 30), ("state", "idle"), ("counter", 70), ("twice", 60));
        window.Add(9, ("state", "idle"));

        Assert.Equal(expected, window.Result()?.ToString() ?? string.Empty);
    }

    [Fact]
    public void Every_aggregate_has_a_row()
    {
        var all = string.Join('\n', Rows.Select(r => r.Data.Item1));
        Assert.Empty(AggregateTable.All.Where(a => !all.Contains($"{a.Name}(", StringComparison.Ordinal)).Select(a => a.Name));
    }

    [Theory]
    [InlineData("temperature + 1", "'temperature' has many values in a window: say which, such as last(temperature)")]
    [InlineData("mean(max(t))", "'max' stands inside 'mean'")]
    [InlineData("percentile(t, 101)", "101 is not within 0 and 100")]
    [InlineData("histogram(t, 30, 10, 2)", "'high' 10 is not above 'low' 30")]
    [InlineData("histogram(t, 10, 10, 2)", "'high' 10 is not above 'low' 10")]
    [InlineData("histogram(t, 0, 10, 0)", "'parts' is a whole number from 1 to 100, not 0")]
    [InlineData("histogram(t, 0, 10, 101)", "'parts' is a whole number from 1 to 100, not 101")]
    [InlineData("histogram(t, 0, 10, 2.5)", "'parts' is a whole number from 1 to 100, not 2.5")]
    [InlineData("histogram(t, 0, 1e200, 2)", "1E+200 is not within -1E+150 and 1E+150")]
    [InlineData("top(t, 2.5)", "2.5 is no whole number")]
    [InlineData("collect(t, 0)", "0 is not within 1 and 1000")]
    [InlineData("percentile(t, n)", "this argument must be a constant number")]
    [InlineData("median('x')", "'median' needs a number")]
    [InlineData("count_if(5)", "'count_if' needs true or false")]
    [InlineData("meen(t)", "there is no function 'meen'")]
    [InlineData("mean(t, t)", "does not take 2 arguments")]
    public void A_wrong_expression_is_told(string text, string problem)
    {
        Assert.False(AggregateExpression.TryParse(text, [], out _, out var error));
        Assert.Contains(problem, error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Every_aggregate_is_on_its_page()
    {
        var page = File.ReadAllText(Repository.File("FunctionDispatcher/Aggregates/README.md"));
        Assert.All(AggregateTable.All, a => Assert.Contains($"| `{a.Usage}` | {a.Meaning} |", page, StringComparison.Ordinal));
    }

    [Fact]
    public void An_aggregate_that_is_named_twice_is_kept_once()
    {
        Assert.True(AggregateExpression.TryParse("mean(t)", [], out var one, out _));
        Assert.True(AggregateExpression.TryParse("mean(t) * 2 + max(t)", [], out var other, out _));
        Assert.Equal(2, new AggregatePlan([new("a", one), new("b", other)], new EventLayout()).CreateStates().Length);
    }

    [Fact]
    public void Too_many_different_values_are_none_and_not_a_wrong_number()
    {
        var window = new AggregateWindow("distinct(x)");
        for (var i = 0; i <= 1000; i++) window.Add(i * 0.001, ("x", i));
        Assert.Null(window.Result());
    }

    [Fact]
    public void The_estimate_of_many_different_values_is_within_its_error()
    {
        var window = new AggregateWindow("distinct_about(x)");
        for (var i = 0; i < 100_000; i++) window.Add(i * 0.0001, ("x", $"device-{i}"));
        Assert.InRange(window.Result()!.Value.AsNumber, 93_000, 107_000);
    }
}
