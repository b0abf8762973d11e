using EventEdge.FunctionDispatcher.Cases;

namespace EventEdge.FunctionDispatcher.Tests.Cases;

/// <summary>Every trigger in a golden case: timers tick as virtual time passes, requests are events, results start what follows.</summary>
public sealed class TriggerCaseTests : IDisposable
{
    private const string Bindings =
        """
        bindings:
          - name: minutely
            trigger: { every: 1m }
            function: { builtin: pass, with: { fields: [missed] } }
            emit: { measurement: minutely }
          - name: summer
            trigger: { cron: "30 2 * * *", time_zone: Europe/Berlin }
            function: { builtin: pass, with: { fields: [missed] } }
            emit: { measurement: summer }
          - name: measure
            trigger: { http: "POST /measure/{device}" }
            where: temperature > 0
            function: { builtin: pass, with: { fields: [temperature, query.unit] } }
            emit: { measurement: measured }
          - name: hot
            trigger: { on: measure }
            where: temperature > 50
            function: { builtin: pass, with: { fields: [temperature] } }
            emit: { measurement: hot, tags: [device] }
        """;

    private readonly string _folder = Directory.CreateTempSubdirectory("eventedge-").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public void A_timer_ticks_as_time_passes() => Assert.Equal(
        ["minutely missed=0 @1m", "minutely missed=0 @2m", "minutely missed=0 @3m"],
        Run("- { name: a, binding: minutely, events: [{ at: 90s }, { at: 3m }] }"));

    [Fact]
    public void A_wall_clock_skips_the_hour_that_is_not_there() => Assert.Equal(
        ["summer missed=0 @2h", "summer missed=0 @1530m"],
        Run("- { name: a, binding: summer, start: '2026-03-28T23:00:00Z', events: [{ at: 2d }] }").Take(2));

    [Fact]
    public void A_request_is_answered_and_starts_what_follows() => Assert.Equal(
        [
            "measured,device=p1 temperature=60 query.unit=\"C\" @1s",
            "answer 200 [{\"time\":\"2026-01-01T00:00:01Z\",\"device\":\"p1\",\"temperature\":60,\"query.unit\":\"C\"}]",
            "hot,device=p1 temperature=60 @1s",
            "answer 204",
        ],
        Run("- { name: a, binding: hot, events: [{ at: 1s, request: 'POST /measure/p1?unit=C', payload: '{\"temperature\": 60}' }, { at: "
            + "2s, request: POST /measure/p1, payload: '{\"temperature\": -1}' }] }"));

    [Fact]
    public void A_request_that_nobody_answers_fails_the_case_with_a_sentence() =>
        Assert.Equal(
            "binding GET /nowhere: no binding answers this request",
            Suite("- { name: a, events: [{ at: 1s, request: GET /nowhere }] }").Cases.Single().Failure);

    [Theory]
    [InlineData("- { name: a, events: [{ at: 1s, topic: a, request: GET /a }] }", "an event has a 'topic' or a 'request', not both")]
    [InlineData("- { name: a, events: [{ at: 1s, payload: x }] }", "a 'payload' needs a 'topic' or a 'request'")]
    public void An_event_is_one_thing(string one, string message) => Assert.Equal(message, Assert.Single(Suite(one).Problems).Message);

    private IReadOnlyList<string> Run(string one)
    {
        var result = Suite(one);
        Assert.Empty(result.Problems);
        Assert.Null(result.Cases.Single().Failure);
        return result.Cases.Single().Actual;
    }

    private CaseSuiteResult Suite(string one)
    {
        File.WriteAllText(Path.Combine(_folder, "bindings.yaml"), Bindings);
        var path = Path.Combine(_folder, $"own{CasesFile.Ending}");
        File.WriteAllText(path, $"bindings: bindings.yaml\ncases:\n{one}\n");
        return CaseSuite.Run(path);
    }
}
