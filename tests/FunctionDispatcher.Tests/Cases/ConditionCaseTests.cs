using EventEdge.FunctionDispatcher.Cases;

namespace EventEdge.FunctionDispatcher.Tests.Cases;

/// <summary>Windows that events begin and end, as declared, through the whole dispatcher.</summary>
public sealed class ConditionCaseTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("eventedge-").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public void A_run_of_a_machine_is_a_window() => Assert.Equal(
        ["m,d=a p_count=3 p_max=9 @2s..5s"],
        Run("while: state == 'run', max: 1h", ("idle", 1), ("idle", 2), ("run", 5), ("run", 9), ("run", 7), ("idle", 1), ("idle", 1)));

    [Fact]
    public void A_batch_lasts_from_its_start_until_its_end() => Assert.Equal(
        ["m,d=a p_count=3 p_max=5 @1s..2026-01-01T00:00:03.0000001Z"],
        Run("from: state = 'start', until: state = 'stop', max: 1h", ("idle", 8), ("start", 2), ("x", 5), ("stop", 3), ("x", 9), ("x", 9)));

    [Theory]
    [InlineData("while: state == 'run'")]
    [InlineData("from: state = 'run', until: state = 'end'")]
    public void A_condition_may_use_a_field_that_is_not_kept(string window) => Assert.Equal(
        [window[0] == 'w' ? "m,d=a p=7 state=\"run\" @2s..4s" : "m,d=a p=7 state=\"end\" @2s..2026-01-01T00:00:04.0000001Z"],
        Run(window + ", max: 1h", "last", "keep: [p]", ("idle", 1), ("idle", 2), ("run", 5), ("run", 7), ("end", 7), ("idle", 1)));

    private IReadOnlyList<string> Run(string window, params (string State, int Power)[] readings) =>
        Run(window, "stats, with: { fields: [p], stats: [count, max] }", "decode: json", readings);

    // A reading a second.
    private IReadOnlyList<string> Run(string window, string function, string more, params (string State, int Power)[] readings)
    {
        File.WriteAllText(
            Path.Combine(_folder, "bindings.yaml"),
            $$"""
            bindings:
              - name: m
                trigger: { mqtt: "s/{d}" }
                window: { {{window}}, group_by: [d] }
                function: { builtin: {{function}} }
                {{more}}
                emit: { measurement: m }
            """);
        var events = readings.Select(
            (reading, second) =>
                $$"""- { at: {{second}}s, topic: s/a, payload: '{"state": "{{reading.State}}", "p": {{reading.Power}}}' }""");
        var path = Path.Combine(_folder, "a.cases.yaml");
        File.WriteAllText(path, $"bindings: bindings.yaml\ncases:\n- name: a\n  events:\n  {string.Join("\n  ", events)}\n");
        var result = CaseSuite.Run(path);
        Assert.Empty(result.Problems);
        Assert.Null(result.Cases.Single().Failure);
        return result.Cases.Single().Actual;
    }
}
