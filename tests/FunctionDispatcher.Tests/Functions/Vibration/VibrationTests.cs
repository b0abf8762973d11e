using System.Globalization;
using CsCheck;
using EventEdge.Contracts.Events;
using EventEdge.FunctionDispatcher.Tests.Functions.Streams;

namespace EventEdge.FunctionDispatcher.Tests.Functions.Vibration;

/// <summary>The function as bindings use it: samples of a window in, indicators out.</summary>
public sealed class VibrationTests
{
    [Theory]
    [InlineData("g", 9_806.65, 1)]
    [InlineData("m/s2", 1_000, 1)]
    [InlineData("mm/s", 1, 0)]
    public void Velocity_is_told_in_millimetres_a_second_of_every_unit(string unit, double scale, int integrations)
    {
        var feed = new Feed("vibration", true, ("field", "a"), ("unit", unit));
        var results = Results(feed, Sampled(feed, 4_096, 4_096, i => 1 + (0.5 * Math.Sin(2 * Math.PI * 100 * i / 4_096))));
        Near(scale * 0.5 / Math.Sqrt(2) / Math.Pow(2 * Math.PI * 100, integrations), results["a_velocity_rms"].AsNumber, 1e-3);
        Near(100, results["a_peak_frequency"].AsNumber, 1e-4);
        Near(0.5, results["a_amplitude"].AsNumber, 1e-4);
        Near(4_096, results["a_sample_rate"].AsNumber, 1e-5);
        Assert.DoesNotContain("a_zone", results.Keys);
        Assert.DoesNotContain("a_error", results.Keys);
    }

    // 2 mm/s RMS is A of one group and B of another.
    [Theory]
    [InlineData("A", "group", 1, "foundation", "flexible")]
    [InlineData("B", "group", 2, "foundation", "rigid")]
    [InlineData("B", "group", 2, "sample_rate", 2_048)]
    [InlineData("C", "limits", "1 1.9 2.1", "sample_rate", 2_048)]
    [InlineData("D", "limits", "1 1.5 1.9", "sample_rate", 2_048)]
    public void The_zone_is_that_of_the_group_or_of_the_limits(string zone, string key, object value, string other, object more)
    {
        if (value is string text) value = text.Split(' ');
        var feed = new Feed("vibration", true, ("field", "v"), ("unit", "mm/s"), (key, value), (other, more));
        var events = Sampled(feed, 2_048, 2_048, i => 2 * Math.Sqrt(2) * Math.Sin(2 * Math.PI * 50 * i / 2_048), "v");
        Assert.Equal(zone, Results(feed, events)["v_zone"].ToString());
    }

    [Fact]
    public void Results_stand_in_one_measurement_in_a_fixed_order()
    {
        var feed = new Feed(
            "vibration", true, ("field", "a"), ("unit", "g"), ("group", 1), ("bands.low", new[] { "10", "100" }),
            ("bands.high", new[] { "100", "900" }));
        Assert.Equal(
            ["a_samples", "a_sample_rate", "a_rms", "a_peak", "a_crest", "a_kurtosis", "a_peak_frequency", "a_amplitude", "a_rms_low",
                "a_rms_high", "a_velocity_rms", "a_zone"],
            Results(feed, Sampled(feed, 2_000, 2_000, i => i % 7)).Keys);
    }

    [Fact]
    public void A_sensor_that_stands_still_is_in_zone_a()
    {
        var feed = new Feed("vibration", true, ("field", "a"), ("unit", "g"), ("group", 1), ("sample_rate", 2_000));
        Assert.Equal(
            "a_samples=1000 a_sample_rate=2000 a_rms=0 a_peak=0 a_velocity_rms=0 a_zone=A",
            feed.OfWindow(Sampled(feed, 1_000, 2_000, _ => 0.1)));
    }

    [Fact]
    public void A_window_without_samples_tells_nothing()
    {
        var feed = new Feed("vibration", true, ("field", "a"));
        Assert.Equal("", feed.OfWindow(feed.Event(0, ("a", "off")), feed.Event(1, ("b", 1))));
    }

    [Fact]
    public void Of_too_few_samples_only_their_number_is_told()
    {
        var feed = new Feed("vibration", true, ("field", "a"));
        Assert.Equal("a_samples=15 a_error=15 samples: at least 16 are needed", feed.OfWindow(Sampled(feed, 15, 100, i => i % 2)));
        Assert.DoesNotContain("error", feed.OfWindow(Sampled(feed, 16, 100, i => i % 2)));
    }

    [Fact]
    public void Of_too_many_the_earliest_are_taken()
    {
        var feed = new Feed("vibration", true, ("field", "a"), ("sample_rate", 10_000));
        var events = Sampled(feed, 70_000, 10_000, i => i < 65_536 ? Math.Sin(i) : 1_000);
        var results = Results(feed, events);
        Assert.Equal(65_536, results["a_samples"].AsNumber);
        Assert.InRange(results["a_peak"].AsNumber, 0.9, 1.1);
    }

    [Fact]
    public void Samples_without_an_order_are_refused() => Assert.Equal(
        "a_samples=20 a_error=two samples have the time 2024-05-01T12:00:00.5Z: "
            + "name the field that numbers them in 'index', and the 'sample_rate'",
        OfTimes(Enumerable.Range(0, 20).Select(i => i == 6 ? 0.5 : i / 10.0)));

    [Fact]
    public void A_missing_sample_is_noticed() => Assert.Equal(
        "a_samples=99 a_error=after 2024-05-01T12:00:00.049Z there is no sample for 2 ms, and on average they are 1.01 ms apart: "
            + "some are missing, or times are coarse and 'sample_rate' must say it",
        OfTimes(Enumerable.Range(0, 100).Where(i => i != 50).Select(i => i / 1_000.0)));

    [Fact]
    public void A_rate_that_the_times_contradict_is_refused()
    {
        Assert.Equal(
            "a_samples=101 a_error=100 samples in 1 s are 100 a second, and 'sample_rate' is 120: some are missing, or it is wrong",
            OfTimes(Enumerable.Range(0, 101).Select(i => i / 100.0), ("sample_rate", 120)));
        Assert.DoesNotContain("error", OfTimes(Enumerable.Range(0, 101).Select(i => i / 100.0), ("sample_rate", 101)));
    }

    [Fact]
    public void An_index_must_rise_by_one()
    {
        var feed = new Feed("vibration", true, ("field", "a"), ("index", "n"), ("sample_rate", 100));
        Assert.Equal(
            "a_samples=20 a_error=after the sample 9 of 2024-05-01T12:00:00Z comes 11 in 'n': they must rise by one",
            feed.OfWindow([.. Enumerable.Range(0, 20).Select(i => feed.Event(0, ("a", i), ("n", i < 10 ? i : i + 1)))]));
        Assert.StartsWith(
            "a_samples=20 a_error=after the sample 9 of 2024-05-01T12:00:00Z comes 9 ",
            feed.OfWindow([.. Enumerable.Range(0, 20).Select(i => feed.Event(0, ("a", i), ("n", i < 10 ? i : i - 1)))]));
    }

    [Fact]
    public void What_the_samples_cannot_tell_is_left_out_and_named()
    {
        var feed = new Feed(
            "vibration", true, ("field", "a"), ("unit", "g"), ("group", 1), ("bands.fine", new[] { "10", "12" }),
            ("bands.good", new[] { "100", "300" }));
        var slow = feed.OfWindow(Sampled(feed, 800, 800, i => Math.Sin(i)));
        Assert.EndsWith(" a_error='bands.fine' is 2 Hz wide: that takes samples of 2 s, not of 1 s; 'velocity_range' ends at 1000 Hz, "
            + "above half of the sample rate (800 Hz)", slow);
        Assert.Contains(" a_rms_good=", slow);
        Assert.DoesNotContain("_rms_fine", slow);
        Assert.DoesNotContain("_zone", slow);
        Assert.EndsWith(
            "'velocity_range' begins at 10 Hz: that takes samples of 0.2 s, not of 0.1 s",
            feed.OfWindow(Sampled(feed, 400, 4_000, i => Math.Sin(i))));
    }

    /// <summary>The laws of accumulators, with blocks of numbered samples.</summary>
    [Fact]
    public void Order_merges_and_restarts_do_not_show() =>
        Gen.Select(Gen.Double[-5, 5].Array[16, 120], Gen.Int, Gen.Int[0, 120]).Sample((samples, seed, cut) =>
        {
            var feed = new Feed(
                "vibration", true, ("field", "a"), ("index", "n"), ("sample_rate", 20), ("unit", "mm/s"),
                ("velocity_range", new[] { "4", "9" }));
            var events = samples.Select((sample, i) => feed.Event(i / 10 / 2.0, ("a", sample), ("n", i % 10))).ToArray();
            var expected = feed.OfWindow(events);
            Assert.Contains("a_kurtosis", expected);
            new Random(seed).Shuffle(events);
            var (one, other, loaded) = (feed.Accumulator(), feed.Accumulator(), feed.Accumulator());
            foreach (var each in events.Take(cut)) one.Add(each);
            loaded.Load(new BinaryReader(new MemoryStream(Feed.Saved(one.Save))));
            foreach (var each in events.Skip(cut)) other.Add(each);
            loaded.Merge(other);
            Assert.Equal(expected, Feed.Text(loaded.Result(Feed.Window)));
            Assert.Equal(expected, Feed.Text(loaded.Result(Feed.Window)));
        }, iter: 100);

    [Fact]
    public void Blocks_of_samples_run_through_a_whole_dispatcher()
    {
        string Block(int number) => string.Join(',', Enumerable.Range(number * 64, 64)
            .Select(i => (3 * Math.Sin(2 * Math.PI * i / 16)).ToString("R", CultureInfo.InvariantCulture)));
        var lines = StreamRun.Of(
            "{ builtin: vibration, with: { field: value, index: index, sample_rate: 64, unit: mm/s, velocity_range: [2, 20], "
                + "limits: [1, 2, 3] } }",
            "decode: { json: { each: values } }\n    window: { tumbling: 4s, group_by: [device] }",
            [.. Enumerable.Range(0, 5).Select(i => new Step(i, $$"""{"values":[{{Block(i)}}]}""")), new Step(100, """{"values":[]}"""),
                new Step(200)]);
        Assert.StartsWith("value_samples=256 value_sample_rate=64 value_rms=2.12", lines[0]);
        Assert.Contains(" value_zone=C @0", lines[0]);
    }

    [Theory]
    [InlineData("feild", "a", "vibration: unknown setting 'feild'; did you mean 'field'?")]
    [InlineData("sample_rate", 0, "vibration: 'sample_rate' must be above zero, not 0")]
    [InlineData("index", "n", "vibration: 'index' needs 'sample_rate': samples of one time do not tell it")]
    [InlineData("unit", "mm/s2", "vibration: 'unit' must be g or m/s2 or mm/s, not 'mm/s2'")]
    [InlineData("group", 1, "vibration: 'group' needs 'unit': g, m/s2 or mm/s")]
    [InlineData("foundation", "flexible", "vibration: 'foundation' needs 'group': 1 or 2")]
    [InlineData("foundation", "soft", "vibration: 'foundation' must be rigid or flexible, not 'soft'")]
    [InlineData("group", 5, "vibration: 'group' must be a whole number from 1 to 2, not 5")]
    [InlineData("limits", "2 1 3", "vibration: 'limits' must be the three borders of the zones in mm/s, rising, such as [1.4, 2.8, 4.5]")]
    [InlineData("velocity_range", "0 1000",
        "vibration: 'velocity_range' must be two frequencies in Hz, the lower one above zero first, such as [10, 1000]")]
    [InlineData("bands.low", "100 10", "vibration: 'bands.low' must be two frequencies in Hz, the lower one first, such as [10, 1000]")]
    public void A_wrong_setting_is_told(string key, object value, string problem) => Assert.Contains(
        problem, Problems((key, value is string text && text.Contains(' ', StringComparison.Ordinal) ? text.Split(' ') : value)));

    [Fact]
    public void Settings_that_do_not_fit_together_are_told()
    {
        Assert.Equal(
            ["vibration: 'limits' takes the place of 'group' and 'foundation': remove them, or it"],
            Problems(("unit", "g"), ("group", 1), ("limits", new[] { "1", "2", "3" })));
        Assert.Equal(
            ["vibration: 'bands.high' ends at 900 Hz, above half of the sample rate (1600 Hz)",
                "vibration: 'velocity_range' ends at 1000 Hz, above half of the sample rate (1600 Hz)"],
            Problems(("unit", "g"), ("sample_rate", 1_600), ("bands.high", new[] { "500", "900" })));
        Assert.Empty(Problems(("unit", "g"), ("sample_rate", 1_600), ("velocity_range", new[] { "10", "800" })));
        Assert.Equal(
            ["vibration: 'bands' must name at most 32 bands, not 33"],
            Problems([.. Enumerable.Range(0, 33).Select(i => ($"bands.b{i}", (object?)new[] { "1", "2" }))]));
    }

    private static IEnumerable<string> Problems(params (string Key, object? Value)[] with) =>
        EventEdgeComponents.Default.Functions.Problems("vibration", Feed.With([("field", "a"), .. with]), hasWindow: true);

    private static string OfTimes(IEnumerable<double> times, params (string Key, object? Value)[] with)
    {
        var feed = new Feed("vibration", true, [("field", "a"), .. with]);
        return feed.OfWindow([.. times.Select((second, i) => feed.Event(second, ("a", i % 3)))]);
    }

    private static EdgeEvent[] Sampled(Feed feed, int count, double rate, Func<int, double> sample, string field = "a") =>
        [.. Enumerable.Range(0, count).Select(i => feed.Event(i / rate, (field, sample(i))))];

    private static Dictionary<string, FieldValue> Results(Feed feed, EdgeEvent[] events)
    {
        var state = feed.Accumulator();
        foreach (var each in events) state.Add(each);
        return Assert.Single(state.Result(Feed.Window)).Fields.ToDictionary();
    }

    private static void Near(double expected, double actual, double share) =>
        Assert.InRange(actual, expected * (1 - share), expected * (1 + share));
}
