using EventEdge.FunctionDispatcher.Cases;

namespace EventEdge.FunctionDispatcher.Tests.Cases;

/// <summary>A result of a window leaves when the window is complete; an unfinished one only where it is asked for, and marked.</summary>
public sealed class FinalResultCaseTests : IDisposable
{
    private const string First =
        """
        "time":"2026-01-01T00:00:00Z","window_end":"2026-01-01T01:00:00Z"
        """;

    private readonly string _folder = Directory.CreateTempSubdirectory("eventedge-").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public void A_sensor_slower_than_idle_timeout_gives_a_result_a_window_and_no_false_alarm() => Assert.Equal(
        [
            "hourly,id=a t_count=60 t_mean=21 @0s..1h",
            $$"""mqtt hourly/a {{{First}},"id":"a","t_count":60,"t_mean":21}""",
            "hourly,id=a t_count=60 t_mean=21 @1h..2h",
            """mqtt hourly/a {"time":"2026-01-01T01:00:00Z","window_end":"2026-01-01T02:00:00Z","id":"a","t_count":60,"t_mean":21}""",
        ],
        Run(Bindings(early: "", follower: "hourly"), Minutes(120).Append("- { at: 4h }")));

    [Fact]
    public void Asked_for_unfinished_results_are_marked_and_start_no_binding_that_does_not_ask() => Assert.Equal(
        [
            "hourly,id=a t_count=1 t_mean=20 final=false @0s..1h",
            $$"""mqtt hourly/a {{{First}},"id":"a","t_count":1,"t_mean":20,"final":false}""",
            "hourly,id=a t_count=2 t_mean=20.5 final=false @0s..1h revision=1",
            $$"""mqtt hourly/a {{{First}},"revision":1,"id":"a","t_count":2,"t_mean":20.5,"final":false}""",
            "hourly,id=a t_count=2 t_mean=20.5 final=true @0s..1h revision=2",
            $$"""mqtt hourly/a {{{First}},"revision":2,"id":"a","t_count":2,"t_mean":20.5,"final":true}""",
            "too_few,id=a t_count=2 @0s",
        ],
        Run(Bindings(early: ", early: 10s", follower: "hourly"), Minutes(2).Append("- { at: 2h }")));

    [Fact]
    public void A_binding_that_asks_gets_unfinished_results_too() => Assert.Equal(
        ["too_few,id=a t_count=1 @0s", "too_few,id=a t_count=2 @0s", "too_few,id=a t_count=2 @0s"],
        Run(Bindings(early: ", early: 10s", follower: "{ binding: hourly, early: true }"), Minutes(2).Append("- { at: 2h }"))
            .Where(line => line.StartsWith("too_few", StringComparison.Ordinal)));

    private static string Bindings(string early, string follower) =>
        $$"""
        bindings:
          - name: hourly
            trigger: { mqtt: "room/{id}" }
            window: { tumbling: 1h, group_by: [id]{{early}} }
            function: { builtin: stats, with: { fields: [t], stats: [count, mean] } }
            emit: { measurement: hourly, tags: [id], mqtt: "hourly/{id}" }
          - name: too_few
            trigger: { on: {{follower}} }
            where: t_count < 55
            function: { builtin: pass, with: { fields: [t_count] } }
            emit: { measurement: too_few, tags: [id] }
        """;

    private static IEnumerable<string> Minutes(int count) => Enumerable.Range(0, count)
        .Select(minute => $$"""- { at: {{60 * minute}}s, topic: room/a, payload: '{"t": {{20 + (minute % 3)}}}' }""");

    private IReadOnlyList<string> Run(string bindings, IEnumerable<string> events)
    {
        File.WriteAllText(Path.Combine(_folder, "bindings.yaml"), bindings);
        var path = Path.Combine(_folder, "a.cases.yaml");
        File.WriteAllText(path, "bindings: bindings.yaml\ncases:\n- name: a\n  events:\n  " + string.Join("\n  ", events) + "\n");
        var result = CaseSuite.Run(path);
        Assert.Empty(result.Problems);
        Assert.Null(result.Cases.Single().Failure);
        return result.Cases.Single().Actual;
    }
}
