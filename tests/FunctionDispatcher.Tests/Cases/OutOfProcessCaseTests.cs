using EventEdge.FunctionDispatcher.Cases;

namespace EventEdge.FunctionDispatcher.Tests.Cases;

/// <summary>Functions outside the process in golden cases: they are called, and virtual time waits for them.</summary>
public sealed class OutOfProcessCaseTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("eventedge-").FullName;
    private TimeSpan? _callLimit;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public void A_program_answers_before_the_next_event_and_starts_what_follows()
    {
        Write("one.sh", """while read call; do echo '{"fields":{"value":1}}'; done""");
        Assert.Equal(
            ["called,device=p1 value=1 @1s", "after,device=p1 value=1 @1s", "called,device=p1 value=1 @2s", "after,device=p1 value=1 @2s"],
            Run(
                """
                bindings:
                  - name: called
                    trigger: { mqtt: "plant/{device}" }
                    function: { process: sh one.sh }
                    emit: { measurement: called, tags: [device] }
                  - name: after
                    trigger: { on: called }
                    function: { builtin: pass, with: { fields: [value] } }
                    emit: { measurement: after, tags: [device] }
                """,
                "{ at: 1s, topic: plant/p1, payload: '{}' }", "{ at: 2s, topic: plant/p1, payload: '{}' }").Actual);
    }

    [Fact]
    public void Results_come_in_the_order_of_the_file_whoever_is_faster()
    {
        Write("slow.sh", """while read call; do until [ -e done ]; do :; done; echo '{"fields":{"value":1}}'; done""");
        Write("fast.sh", """while read call; do echo '{"fields":{"value":2}}'; : > done; done""");
        Assert.Equal(
            ["slow value=1 @1s", "fast value=2 @1s"],
            Run(
                """
                bindings:
                  - name: slow
                    trigger: { mqtt: plant }
                    function: { process: sh slow.sh }
                    emit: { measurement: slow }
                  - name: fast
                    trigger: { mqtt: plant }
                    function: { process: sh fast.sh }
                    emit: { measurement: fast }
                """,
                "{ at: 1s, topic: plant, payload: '{}' }").Actual);
    }

    [Fact]
    public void The_function_of_a_window_is_called_when_it_closes_and_a_request_is_answered()
    {
        Write("one.sh", """while read call; do echo '{"fields":{"value":1}}'; done""");
        Assert.Equal(
            ["windowed value=1 @0s..10s", "answer 200 [{\"time\":\"2026-01-01T00:00:12Z\",\"value\":1}]"],
            Run(
                """
                bindings:
                  - name: windowed
                    trigger: { mqtt: plant }
                    window: { tumbling: 10s }
                    function: { process: sh one.sh }
                    emit: { measurement: windowed }
                  - name: asked
                    trigger: { http: GET /one }
                    function: { process: sh one.sh }
                """,
                "{ at: 1s, topic: plant, payload: '{}' }", "{ at: 11s, topic: plant, payload: '{}' }",
                "{ at: 12s, request: GET /one }").Actual);
    }

    [Fact]
    public void A_program_that_does_not_answer_fails_the_case_with_the_reason()
    {
        _callLimit = TimeSpan.FromMilliseconds(200);
        Write("deaf.sh", "while read call; do :; done");
        Assert.Equal(
            "binding deaf: its function did not answer within 200ms",
            Run(
                """
                bindings:
                  - name: deaf
                    trigger: { mqtt: plant }
                    function: { process: sh deaf.sh }
                """,
                "{ at: 1s, topic: plant, payload: '{}' }").Failure);
    }

    [Fact]
    public void A_program_that_refuses_an_event_leaves_it_rejected()
    {
        Write("no.sh", """while read call; do echo '{"error":"no such device"}'; done""");
        Assert.StartsWith(
            "rejected refuses invoke: no such device",
            Assert.Single(Run(
                """
                bindings:
                  - name: refuses
                    trigger: { mqtt: plant }
                    function: { process: sh no.sh, retry: { attempts: 1 } }
                """,
                "{ at: 1s, topic: plant, payload: '{}' }").Actual),
            StringComparison.Ordinal);
    }

    private void Write(string name, string text) => File.WriteAllText(Path.Combine(_folder, name), text);

    private CaseResult Run(string bindings, params string[] events)
    {
        Write("bindings.yaml", bindings);
        Write("own.cases.yaml",
            $"bindings: bindings.yaml\ncases:\n  - name: a\n    events:\n{string.Concat(events.Select(e => $"      - {e}\n"))}");
        var result = CaseSuite.Run(Path.Combine(_folder, "own.cases.yaml"), _callLimit);
        Assert.Empty(result.Problems.Select(p => p.Render()));
        return result.Cases.Single();
    }
}
