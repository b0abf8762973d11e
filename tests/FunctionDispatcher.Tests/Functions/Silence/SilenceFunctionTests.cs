using EventEdge.FunctionDispatcher.Configuration.Files;
using EventEdge.FunctionDispatcher.Tests.Engine;
using EventEdge.FunctionDispatcher.Tests.Functions.Streams;

namespace EventEdge.FunctionDispatcher.Tests.Functions.Silence;

public sealed class SilenceFunctionTests
{
    [Fact]
    public void A_sensor_that_stops_is_told_once_and_told_back() => Assert.Equal(
        ["state=true since=2026-03-01T12:02:00Z seconds=300 seen=true @420",
            "state=false since=2026-03-01T12:02:00Z seconds=3600 seen=true @3720"],
        Of("{ after: 5m }", (0, "d1"), (60, "d1"), (120, "d1"), (1000, null), (3600, "d2"), (3720, "d1"), (3780, "d1"), (3800, null))
            .Where(l => !l.StartsWith("device", StringComparison.Ordinal)));

    [Fact]
    public void A_sensor_that_never_came_is_told_though_nothing_comes_at_all() => Assert.Equal(
        ["device=a state=true since=2026-03-01T12:00:00Z seconds=300 seen=false @300",
            "device=b state=true since=2026-03-01T12:00:00Z seconds=300 seen=false @300"],
        Of("{ after: 5m, expected: [a, b] }", (0, null), (299, null), (300, null), (9000, null)));

    [Fact]
    public void One_that_is_expected_and_comes_is_as_any_other() => Assert.Equal(
        ["device=a state=true since=2026-03-01T12:00:01Z seconds=300 seen=true @301"],
        Of("{ after: 5m, expected: [a] }", (0, null), (1, "a"), (400, null)));

    [Fact]
    public void Silence_that_lasts_is_told_again() => Assert.Equal(
        [60.0, 70, 80, 85], Of("{ after: 1m, repeat: 10s }", (0, "d1"), (85, "d1")).Select(l => double.Parse(l.Split('@')[1])));

    [Theory]
    [InlineData("repeat: 1m", 11)]
    [InlineData("repeat: 1m, repeat_limit: 3", 4)]
    public void A_silence_of_a_month_is_told_so_often_and_no_more(string repeat, int times)
    {
        const double month = 30 * 86_400;
        var told = Of($"{{ after: 5m, {repeat} }}", (0, "d1"), (month, null), (month + 1, "d1"), (month + 301, null));

        Assert.Equal(
            [.. Enumerable.Range(5, times).Select(minute => minute * 60.0), month + 1, month + 301],
            told.Select(l => double.Parse(l.Split('@')[1])));
    }

    [Fact]
    public void A_clock_that_is_set_back_and_forward_again_takes_no_word_away() => Assert.Equal(
        [-3480.0, -3420], Of("{ after: 1m, repeat: 1m }", (50, "d1"), (-3540, "d1"), (100, null), (115, null), (175, null))
            .Select(l => double.Parse(l.Split('@')[1])));

    [Fact]
    public void An_event_of_old_is_a_sign_of_life_all_the_same()
    {
        using var run = new StreamRun("{ builtin: silence, with: { after: 5s } }");
        run.Take(new(0, """{"ts":"2026-03-01T12:00:00Z"}"""), 1);
        run.Take(new(4, """{"ts":"2026-03-01T11:00:00Z"}"""), 2);
        run.Take(new(8), 3);
        Assert.Empty(run.Lines);
        Assert.Equal(Some.Noon.AddSeconds(9), run.NextDeadline);
    }

    [Fact]
    public void A_restart_neither_repeats_nor_forgets()
    {
        var output = new CollectingOutput();
        using var before = new StreamRun("{ builtin: silence, with: { after: 5s, expected: [a] } }", output, "decode: json");
        before.Start();
        before.Take(new(0, "{}"), 1);
        before.Take(new(6), 2);
        var states = before.Save();
        using var after = new StreamRun("{ builtin: silence, with: { after: 5s, expected: [a] } }", output, "decode: json");
        after.Restore(states);
        after.Start();
        Assert.Null(after.NextDeadline);
        after.Take(new(60), 3);
        after.Take(new(61, "{}"), 4);
        Assert.Equal(
            ["device=a state=true @5", "state=false @61", "state=true @5"], after.Lines.Select(Brief).Order(StringComparer.Ordinal));
    }

    [Theory]
    [InlineData("{ after: 5m, expected: [[a, b]] }", "'expected' must have a value for each of the tags device, not [a, b]")]
    [InlineData("{ after: 5m, expected: [[a], [a, b]] }", "'expected' must be a list of texts")]
    [InlineData("{ after: 5m, repeat_limit: 3 }", "'repeat_limit' needs 'repeat'")]
    [InlineData("{ after: 5m, repeat: 1m, repeat_limit: 0 }", "'repeat_limit' must be a whole number from 1 to 1000, not 0")]
    [InlineData("{ expected: [a] }", "'after' is required: a duration such as 5m")]
    public void A_wrong_setting_is_told(string with, string problem)
    {
        var result = BindingsFile.Parse($$"""
            bindings:
              - name: stream
                trigger: { mqtt: "in/{device}" }
                function: { builtin: silence, with: {{with}} }
                emit: { measurement: out, tags: [device] }
            """, "bindings.yaml", EventEdgeComponents.Default);
        Assert.Contains(problem, string.Join('\n', result.Problems), StringComparison.Ordinal);
    }

    private static string Brief(string line) => string.Join(' ', line.Split(' ').Where(w => w.StartsWith("state", StringComparison.Ordinal)
        || w.StartsWith("device", StringComparison.Ordinal) || w[0] == '@'));

    private static IReadOnlyList<string> Of(string with, params (double Second, string? Device)[] steps) => StreamRun.Of(
        $"{{ builtin: silence, with: {with} }}", "decode: json",
        [.. steps.Select(s => s.Device is null ? new Step(s.Second) : new Step(s.Second, "{}", s.Device))]);
}
