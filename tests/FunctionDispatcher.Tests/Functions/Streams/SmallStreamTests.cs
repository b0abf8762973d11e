using CsCheck;
using EventEdge.Contracts.Events;

namespace EventEdge.FunctionDispatcher.Tests.Functions.Streams;

/// <summary>Functions that tell something of each event, by hand and against what LINQ makes of the whole series.</summary>
public sealed class SmallStreamTests
{
    private static readonly Gen<double[]> Series = Gen.Int[-50, 50].Select(i => i / 4.0).Array[1, 60];

    [Fact]
    public void On_change_tells_what_changed_and_from_what()
    {
        var feed = new Feed("on_change", false, ("fields", new[] { "s", "n" }));
        Assert.Equal("s=a", feed.Next(0, ("s", "a")));
        Assert.Equal("", feed.Next(1, ("s", "a"), ("n", FieldValue.Null)));
        Assert.Equal("s=a n=1", feed.Next(2, ("n", 1)));
        Assert.Equal("s=b n=2 s_previous=a n_previous=1", feed.Next(3, ("s", "b"), ("n", 2)));
        Assert.Equal("", feed.Next(4, ("n", 2.0)));
    }

    [Fact]
    public void On_change_may_keep_the_first_value_to_itself()
    {
        var feed = new Feed("on_change", false, ("fields", "s"), ("first", "false"));
        Assert.Equal(["", "s=2 s_previous=1"], [feed.Next(0, ("s", 1)), feed.Next(1, ("s", 2))]);
    }

    [Fact]
    public void State_duration_tells_how_long_the_former_state_lasted()
    {
        var feed = new Feed("state_duration", false, ("field", "s"));
        Assert.Equal("", feed.Next(0, ("s", "run")));
        Assert.Equal("", feed.Next(5, ("s", "run")));
        Assert.Equal("state=run seconds=7.5 next=idle", feed.Next(7.5, ("s", "idle")));
    }

    [Fact]
    public void State_duration_tells_of_a_state_that_lasts_too_long_though_nothing_comes() => Assert.Equal(
        ["state=open seconds=60 exceeded=true @60", "state=open seconds=90 next=shut @90"],
        StreamRun.Of("{ builtin: state_duration, with: { field: s, limit: 1m } }", "decode: json",
            new Step(0, """{"s":"open"}"""), new Step(70), new Step(90, """{"s":"shut"}""")));

    [Fact]
    public void Lag_and_difference_look_so_many_values_back() => Gen.Select(Series, Gen.Int[1, 5]).Sample((series, by) =>
    {
        var lag = new Feed("lag", false, ("field", "n"), ("by", by));
        var difference = new Feed("difference", false, ("field", "n"), ("by", by));
        for (var i = 0; i < series.Length; i++)
        {
            var (value, earlier) = (FieldValue.Of(series[i]), i < by ? default(double?) : series[i - by]);
            Assert.Equal(earlier is null ? "" : $"n={value} n_lag={FieldValue.Of(earlier.Value)}", lag.Next(i, ("n", series[i])));
            Assert.Equal(
                earlier is null ? "" : $"n_difference={FieldValue.Of(series[i] - earlier.Value)}", difference.Next(i, ("n", series[i])));
        }
    });

    [Fact]
    public void Elapsed_counts_from_the_event_before()
    {
        var feed = new Feed("elapsed", false, ("when", "s = 'start'"));
        Assert.Equal(["", "", "elapsed=12.25"],
            [feed.Next(0, ("s", "start")), feed.Next(1, ("s", "stop")), feed.Next(12.25, ("s", "start"))]);
    }

    [Fact]
    public void Ema_by_time_follows_a_step_by_63_percent_however_many_values_come() => Gen.Int[1, 50].Sample(parts =>
    {
        var feed = new Feed("ema", false, ("field", "n"), ("time", "10s"));
        feed.Next(0, ("n", 0));
        var told = "";
        for (var i = 1; i <= parts; i++) told = feed.Next(10.0 * i / parts, ("n", 1));
        Assert.Equal(1 - Math.Exp(-1), Number(told), 6);
    });

    [Fact]
    public void Ema_by_count_is_the_weighted_sum_of_all_values() => Series.Sample(series =>
    {
        var feed = new Feed("ema", false, ("field", "n"), ("alpha", 0.25));
        var told = series.Select((value, i) => feed.Next(i, ("n", value))).Last();
        var weights = series.Select((_, i) => i == 0 ? Math.Pow(0.75, series.Length - 1) : 0.25 * Math.Pow(0.75, series.Length - 1 - i));
        Assert.Equal(series.Zip(weights, (value, weight) => value * weight).Sum(), Number(told), 9);
    });

    [Fact]
    public void Moving_average_and_median_are_those_of_the_latest_values() => Gen.Select(Series, Gen.Int[3, 9]).Sample((series, count) =>
    {
        var average = new Feed("moving_average", false, ("field", "n"), ("count", count));
        var median = new Feed("moving_median", false, ("field", "n"), ("count", count));
        for (var i = 0; i < series.Length; i++)
        {
            var latest = series[Math.Max(0, i - count + 1)..(i + 1)];
            var sorted = latest.Order().ToArray();
            var middle = (sorted[(sorted.Length - 1) / 2] + sorted[sorted.Length / 2]) / 2;
            Assert.Equal($"n_average={FieldValue.Of(latest.Average())}", average.Next(i, ("n", series[i])));
            Assert.Equal($"n_median={FieldValue.Of(middle)}", median.Next(i, ("n", series[i])));
        }
    });

    [Fact]
    public void Moving_average_forgets_a_huge_value_without_a_trace()
    {
        var feed = new Feed("moving_average", false, ("field", "n"), ("over", "2s"));
        feed.Next(0, ("n", 1e100));
        feed.Next(1, ("n", 0.1));
        Assert.Equal("n_average=0.1", feed.Next(2, ("n", 0.1)));
    }

    [Fact]
    public void Moving_median_names_outliers_and_gives_the_median_in_their_place()
    {
        var feed = new Feed("moving_median", false, ("field", "n"), ("count", 5), ("outlier", 3));
        double[] values = [10, 11, 10.5, 99, 10.2];
        var told = values.Select((value, i) => feed.Next(i, ("n", value))).ToArray();
        Assert.Equal("n_median=10.75 outlier=true n_clean=10.75", told[3]);
        Assert.Equal("n_median=10.5 outlier=false n_clean=10.2", told[4]);
    }

    [Fact]
    public void Throttle_lets_the_first_pass_at_once_or_the_last_at_the_end()
    {
        Step[] steps = [new(0, """{"n":1}"""), new(1, """{"n":2}"""), new(4, """{"n":3}"""), new(5, """{"n":4}"""), new(30)];
        Assert.Equal(["n=1 @0", "n=4 @5"], StreamRun.Of("{ builtin: throttle, with: { every: 5s, fields: [n] } }", "decode: json", steps));
        Assert.Equal(
            ["n=3 @4", "n=4 @5"],
            StreamRun.Of("{ builtin: throttle, with: { every: 5s, pass: last, fields: [n] } }", "decode: json", steps));
    }

    [Fact]
    public void Sample_takes_one_of_so_many_or_one_of_each_interval()
    {
        Step[] steps = [new(1, """{"n":1}"""), new(4, """{"n":2}"""), new(11, """{"n":3}"""),
            new(12, """{"n":4}"""), new(30, """{"n":5}""")];
        Assert.Equal(["n=1 @1", "n=3 @11", "n=5 @30"], StreamRun.Of("{ builtin: sample, with: { count: 2 } }", "decode: json", steps));
        Assert.Equal(["n=1 @1", "n=3 @11", "n=5 @30"], StreamRun.Of("{ builtin: sample, with: { every: 10s } }", "decode: json", steps));
    }

    [Fact]
    public void Fill_gives_what_was_known_while_it_is_young_enough()
    {
        var feed = new Feed("fill", false, ("fields", new[] { "a", "b" }), ("max_age", "10s"), ("value", -1));
        Assert.Equal("a=1 b=-1", feed.Next(0, ("a", 1)));
        Assert.Equal("a=1 b=2", feed.Next(10, ("b", 2)));
        Assert.Equal("a=-1 b=3", feed.Next(11, ("b", 3)));
    }

    [Fact]
    public void Interpolate_fills_the_grid_and_leaves_long_gaps()
    {
        string[] Of(string method) => [.. StreamRun.Of(
            $"{{ builtin: interpolate, with: {{ field: n, every: 2s, method: {method}, max_gap: 8s }} }}", "decode: json",
            new Step(1, """{"n":10}"""), new Step(5, """{"n":18}"""), new Step(6, """{"n":0}"""),
            new Step(16, """{"n":9}"""), new Step(17, """{"n":1}"""))];
        Assert.Equal(["n=12 @2", "n=16 @4", "n=0 @6", "n=9 @16"], Of("linear"));
        Assert.Equal(["n=10 @2", "n=10 @4", "n=0 @6", "n=9 @16"], Of("previous"));
    }

    [Fact]
    public void Counter_counts_events_or_edges_until_it_is_reset()
    {
        var all = new Feed("counter", false, ("when", "n > 5"), ("reset", "n = 0"));
        Assert.Equal(["", "count=1", "count=2", "count=0", "count=1"], Run(all, 5, 6, 7, 0, 9));
        var edges = new Feed("counter", false, ("when", "n > 5"), ("edge", true));
        Assert.Equal(["count=1", "", "", "count=2"], Run(edges, 6, 7, 1, 8));
    }

    [Fact]
    public void Oee_is_the_product_of_its_three_parts()
    {
        var feed = new Feed(
            "oee", true, ("running", "s = 'run'"), ("produced", "n"), ("rejected", "bad"), ("ideal_cycle", "2s"));
        // Of 60 s it ran 40, and made 16 pieces where 20 were possible; 4 of them bad.
        Assert.Equal("availability=0.6666666666666666 performance=0.8 quality=0.75 oee=0.4 produced=16", feed.OfWindow(
            feed.Event(0, ("s", "run"), ("n", 100), ("bad", 7)), feed.Event(30, ("s", "idle"), ("n", 112), ("bad", 9)),
            feed.Event(50, ("s", "run"), ("n", 116), ("bad", 11))));
    }

    [Theory]
    [InlineData("counter", "edge", true, "counter: 'edge' needs a condition in 'when' that can begin to hold")]
    [InlineData("counter", "when", "n >", "counter: 'when': column 4: ")]
    [InlineData("sample", "count", 1.5, "sample: 'count' must be a whole number from 2 to 1000000, not 1.5")]
    [InlineData("ema", "alpha", 2, "ema: 'alpha' must be at most 1, not 2")]
    [InlineData("moving_average", "field", "n", "moving_average: exactly one of 'count' and 'over' is required")]
    [InlineData("throttle", "pass", "middle", "throttle: 'pass' must be first or last, not 'middle'")]
    [InlineData("interpolate", "max_gap", "3h", "interpolate: 'max_gap' must be at most 1000 times 'every'")]
    [InlineData("sequence", "steps", "n > 1", "sequence: 'steps' must be 2 to 16 conditions, not 1")]
    [InlineData("geofence", "zones.a.circle", "here", "geofence: 'zones.a.circle' must be a latitude, a longitude and a radius in metres")]
    [InlineData("geofence", "zones.a.square", 3, "geofence: exactly one of 'zones.a.circle' and 'zones.a.polygon' is required")]
    [InlineData("alarm", "above", "hot", "alarm: 'above' must be a number, not 'hot'")]
    [InlineData("alarm", "field", "t", "alarm: exactly one of 'above', 'below' and 'levels' is required")]
    public void A_wrong_setting_is_told(string name, string key, object value, string problem)
    {
        var with = Feed.With((key, value));
        if (name == "interpolate") with["every"] = "10s";
        Assert.Contains(
            EventEdgeComponents.Default.Functions.Problems(name, with, false), p => p.StartsWith(problem, StringComparison.Ordinal));
    }

    private static double Number(string told) =>
        double.Parse(told.Split('=')[1], System.Globalization.CultureInfo.InvariantCulture);

    private static string[] Run(Feed feed, params double[] values) => [.. values.Select((value, i) => feed.Next(i, ("n", value)))];
}
