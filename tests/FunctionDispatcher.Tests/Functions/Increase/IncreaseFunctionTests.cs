using System.Globalization;
using CsCheck;
using EventEdge.FunctionDispatcher.Cases;
using EventEdge.FunctionDispatcher.Tests.Functions.Streams;

namespace EventEdge.FunctionDispatcher.Tests.Functions.Increase;

public sealed class IncreaseFunctionTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("eventedge-").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public void Each_reading_gives_what_the_counter_grew_by()
    {
        var feed = new Feed("increase", false, ("field", "n"));
        Assert.Equal(["", "n_increase=2", "n_increase=0", "n_increase=3", "n_increase=1"], Run(feed, 10, 12, 12, 3, 4));
    }

    [Fact]
    public void With_a_range_a_fall_is_a_roll_over()
    {
        var feed = new Feed("increase", false, ("field", "n"), ("range", 65536));
        Assert.Equal(["", "n_increase=10", "n_increase=1"], Run(feed, 65530, 4, 5));
    }

    [Fact]
    public void It_is_never_negative_even_of_what_is_no_counter()
    {
        var feed = new Feed("increase", false, ("field", "n"));
        Assert.Equal(["", "n_increase=0", "n_increase=0", "n_increase=14"], Run(feed, -3, -10, -12, 2));
    }

    /// <summary>Each reading is rounded by itself where doubles are taken: the difference was 4, or none.</summary>
    [Theory]
    [InlineData("9007199254740993", "9007199254740996", "3")]
    [InlineData("18446744073709551600", "18446744073709551615", "15")]
    [InlineData("9223372036854775807", "9223372036854775808", "1")]
    public void A_window_takes_every_digit_of_a_counter(string first, string second, string expected)
    {
        File.WriteAllText(
            Path.Combine(_folder, "b.yaml"),
            """
            bindings:
              - name: b
                trigger: { mqtt: t }
                window: { tumbling: 10s }
                function: { builtin: aggregate, with: { grown: increase(n) } }
                emit: { measurement: m }
            """);
        var cases = Path.Combine(_folder, $"large{CasesFile.Ending}");
        File.WriteAllText(
            cases,
            $$"""
            bindings: b.yaml
            cases:
              - name: large
                events:
                  - { at: 1s, topic: t, payload: '{"n":{{first}}}' }
                  - { at: 2s, topic: t, payload: '{"n":{{second}}}' }
                  - { at: 5m }
            """);

        Assert.Equal([$"m grown={expected} @0s..10s"], CaseSuite.Run(cases).Cases.Single().Actual);
    }

    [Fact]
    public void A_counter_of_64_bits_keeps_every_digit()
    {
        var feed = new Feed("increase", false, ("field", "n"));
        feed.Next(0, ("n", 9007199254740993L));
        Assert.Equal("n_increase=2", feed.Next(1, ("n", 9007199254740995L)));
    }

    [Fact]
    public void A_late_reading_is_a_dead_letter_and_counts_nowhere()
    {
        using var run = new StreamRun("{ builtin: increase, with: { field: n } }");
        run.Take(new(0, """{"ts":"2026-03-01T12:00:00Z","n":1}"""), 1);
        run.Take(new(9, """{"ts":"2026-03-01T12:00:09Z","n":5}"""), 2);
        run.Take(new(10, """{"ts":"2026-03-01T12:00:04Z","n":3}"""), 3);
        run.Take(new(11, """{"ts":"2027-03-01T12:00:04Z","n":3}"""), 4);
        run.Take(new(12, """{"ts":"2026-03-01T12:00:12Z","n":6}"""), 5);

        Assert.Equal(["n_increase=4 @9", "n_increase=1 @12"], run.Lines);
        Assert.Equal(2, run.DeadLetters.Count);
        Assert.StartsWith("Late: 2026-03-01T12:00:04", run.DeadLetters[0], StringComparison.Ordinal);
        Assert.StartsWith("EventTime: 2027-03-01", run.DeadLetters[1], StringComparison.Ordinal);
    }

    /// <summary>The case of a meter that restarts within the hour: an increment belongs to the window of the later reading.</summary>
    [Theory]
    [InlineData("increase, with: { field: kwh }")]
    [InlineData("aggregate, with: { kwh_increase: increase(kwh) }")]
    public void The_hours_of_a_day_add_up_over_a_reset(string function) => Assert.Equal(
        ["energy,id=m1 kwh_increase=0.29999999999999716 @0s..1h", "energy,id=m1 kwh_increase=0.8000000000000085 @1h..2h",
            "energy,id=m1 kwh_increase=0.20000000000000007 @2h..3h"],
        Case(
            function, "tumbling: 1h", (0, 100.0), (15, 100.1), (30, 100.2), (45, 100.3),
            (60, 100.4), (75, 0.1), (90, 0.4), (105, 0.7), (120, 0.9)));

    [Fact]
    public void A_window_without_a_reading_does_not_break_the_chain() => Assert.Equal(
        ["energy,id=m1 kwh_increase=1 @0s..1h", "energy,id=m1 kwh_increase=7 @3h..4h"],
        Case("increase, with: { field: kwh }", "tumbling: 1h", (10, 1), (20, 2), (190, 9)));

    [Fact]
    public void A_late_reading_corrects_its_window_and_the_next() => Assert.Equal(
        [
            "energy,id=m1 kwh_increase=1 @0s..1h", "energy,id=m1 kwh_increase=8 @1h..2h",
            "energy,id=m1 kwh_increase=4 @0s..1h revision=1", "energy,id=m1 kwh_increase=5 @1h..2h revision=1",
            "energy,id=m1 kwh_increase=1 @2h..3h",
        ],
        Case("increase, with: { field: kwh }", "tumbling: 1h", (10, 1), (20, 2), (70, 10), (125, 11), (40, 5)));

    /// <summary>However a series is cut into windows, they add up to what an independent sum over neighbours gives.</summary>
    [Theory]
    [InlineData("tumbling: 10m", 1)]
    [InlineData("tumbling: 1h", 1)]
    [InlineData("hopping: { size: 30m, hop: 10m }", 3)]
    public void Windows_add_up_to_the_whole_series(string window, int times) =>
        Gen.Select(Gen.Int[0, 25], Gen.Int[-3, 5]).Array[1, 40].Sample(
            steps =>
            {
                var (minute, value) = (30, 0);
                var readings = steps.Select(s => (minute += s.Item1, (double)(value = s.Item2 < 0 ? 0 : value + s.Item2))).ToArray();
                var expected = readings.Zip(readings.Skip(1)).Sum(
                    p => p.Second.Item2 >= p.First.Item2 ? p.Second.Item2 - p.First.Item2 : p.Second.Item2);
                // Of readings of one instant none is the earlier.
                if (readings.Select(r => r.Item1).Distinct().Count() < readings.Length) return;
                var told = Case("increase, with: { field: kwh }", window, readings)
                    .Where(l => !l.Contains("revision", StringComparison.Ordinal));
                var sum = told.Sum(l => double.Parse(l.Split("kwh_increase=")[1].Split(' ')[0], CultureInfo.InvariantCulture));
                Assert.Equal(expected * times, sum, 9);
            },
            iter: 60);

    private IReadOnlyList<string> Case(string function, string window, params (int Minute, double Kwh)[] readings)
    {
        var folder = Directory.CreateDirectory(Path.Combine(_folder, Guid.NewGuid().ToString("N"))).FullName;
        File.WriteAllText(Path.Combine(folder, "bindings.yaml"), $$"""
            bindings:
              - name: energy
                trigger: { mqtt: "meter/{id}" }
                event_time: { field: ts, idle_timeout: 1h, allowed_lateness: 1d }
                window: { {{window}}, group_by: [id] }
                function: { builtin: {{function}} }
                emit: { measurement: energy, tags: [id] }
            """);
        var latest = 0;
        var events = readings.Select(r => string.Create(CultureInfo.InvariantCulture, $$"""
                  - at: {{latest = Math.Max(latest, r.Minute)}}m
                    topic: meter/m1
                    payload: '{"ts":"{{new DateTime(2026, 1, 1).AddMinutes(r.Minute):s}}Z","kwh":{{r.Kwh}}}'
            """));
        var path = Path.Combine(folder, "energy.cases.yaml");
        File.WriteAllText(path, $"""
            bindings: bindings.yaml
            cases:
              - name: energy
                events:
            {string.Join('\n', events)}
                  - at: 60h
                expect: []
            """);
        var suite = CaseSuite.Run(path);
        Assert.Empty(suite.Problems);
        return suite.Cases.Single().Actual;
    }

    private static string[] Run(Feed feed, params double[] values) => [.. values.Select((value, i) => feed.Next(i, ("n", value)))];
}
