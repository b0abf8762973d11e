using EventEdge.FunctionDispatcher.Cases;

namespace EventEdge.FunctionDispatcher.Tests.Cases;

/// <summary>Golden cases: run through the real dispatcher, compared line by line, rewritten on request.</summary>
public sealed class CaseSuiteTests : IDisposable
{
    private const string Bindings =
        """
        bindings:
          - name: press
            trigger: { mqtt: "plant/{device}" }
            where: t > -40
            window: { tumbling: 10s, group_by: [device] }
            event_time: { idle_timeout: 30s }
            function: { builtin: stats, with: { fields: [t], stats: [count, max] } }
            emit: { measurement: press }
          - name: alert
            trigger: { mqtt: "plant/{device}" }
            where: t > 90
            function: { builtin: pass, with: { fields: [t] } }
            emit: { measurement: alert, mqtt: "alerts/{device}" }
        """;

    private readonly string _folder = Directory.CreateTempSubdirectory("eventedge-").FullName;

    public CaseSuiteTests() => File.WriteAllText(Path.Combine(_folder, "bindings.yaml"), Bindings);

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public void What_comes_out_is_what_is_expected()
    {
        var result = Run(
            """
            bindings: bindings.yaml
            cases:
              - name: a hot press
                events:
                  - { at: 1s, topic: plant/p1, payload: '{"t": 95}' }
                  - { at: 2s, topic: plant/p1, payload: 'no json' }
                  - { at: 11s, topic: plant/p1, payload: '{"t": 20}' }
                expect:
                  - 'alert,device=p1 t=95 @1s'
                  - 'mqtt alerts/p1 {"time":"2026-01-01T00:00:01Z","device":"p1","t":95}'
                  - 'press,device=p1 t_count=1 t_max=95 @0s..10s'
            """);

        Assert.Equal(2, result.Cases.Single().Actual.Count(l => l.StartsWith("rejected", StringComparison.Ordinal)));
        Assert.Equal(
            result.Cases.Single().Expected, result.Cases.Single().Actual.Where(l => !l.StartsWith("rejected", StringComparison.Ordinal)));
    }

    /// <summary>Whatever names and values are, no two results have the same line.</summary>
    [Theory]
    [InlineData("""{"a":"x\" b=\"y"}""", """{"a":"x","b":"y"}""")]
    [InlineData("""{"a":"x\\\" b=\"y"}""", """{"a":"x\\","b":"y"}""")]
    [InlineData("""{"a=1 b":2}""", """{"a":1,"b":2}""")]
    public void Two_results_do_not_look_alike(string one, string other)
    {
        File.WriteAllText(
            Path.Combine(_folder, "bindings.yaml"),
            """
            bindings:
              - { name: all, trigger: { mqtt: "t" }, function: { builtin: pass }, emit: { measurement: m } }
            """);

        string Line(string payload) => Assert.Single(Run(
            $"bindings: bindings.yaml\ncases:\n  - name: c\n    events:\n      - {{ at: 1s, topic: t, payload: '{payload}' }}")
                .Cases.Single().Actual);

        Assert.NotEqual(Line(one), Line(other));
    }

    [Fact]
    public void A_local_message_that_is_no_text_is_shown_in_base64()
    {
        var lines = new CaseLines(DateTimeOffset.UnixEpoch);
        lines.PublishLocal(new("t", (byte[])[0xff, 0x00], Retain: false));
        lines.PublishLocal(new("t", "é"u8.ToArray(), Retain: false));

        Assert.Equal(["mqtt_base64 t /wA=", "mqtt t é"], lines.Lines);
    }

    [Fact]
    public void Payloads_are_text_or_base64_or_a_file()
    {
        File.WriteAllBytes(Path.Combine(_folder, "hot.bin"), "{\"t\": 93}"u8);
        var result = Run(
            """
            bindings: bindings.yaml
            cases:
              - name: payloads
                binding: alert
                events:
                  - { at: 1s, topic: plant/p1, payload: '{"t": 91}' }
                  - { at: 2s, topic: plant/p1, payload_base64: eyJ0IjogOTJ9, qos: 2, retain: true }
                  - { at: 3s, topic: plant/p1, payload_file: hot.bin }
                  - { at: 4s, topic: plant/p1, payload_base64: //79 }
            """);

        Assert.Equal(
            [
                "alert,device=p1 t=91 @1s", "alert,device=p1 t=92 @2s", "alert,device=p1 t=93 @3s",
                "rejected alert decode: not UTF-8 at byte 0",
            ],
            result.Cases.Single().Actual.Where(line => !line.StartsWith("mqtt", StringComparison.Ordinal)));
    }

    [Fact]
    public void A_payload_that_is_not_there_is_the_case_s_own_failure() =>
        Assert.StartsWith(
            "binding none.bin: the payload cannot be read",
            Run("bindings: bindings.yaml\ncases:\n- name: a\n  events:\n  - { at: 1s, topic: plant/p1, payload_file: none.bin }\n")
                .Cases.Single().Failure,
            StringComparison.Ordinal);

    [Fact]
    public void Messages_of_QoS_0_come_to_the_same_in_their_own_time()
    {
        static string Events(int qos) =>
            $$"""
            bindings: bindings.yaml
            cases:
              - name: two presses
                binding: press
                events:
                  - { at: 1s, topic: plant/p1, payload: '{"t": 95}', qos: {{qos}} }
                  - { at: 12s, topic: plant/p2, payload: '{"t": 20}', qos: {{qos}} }
                  - { at: 90s }
            """;

        var lines = Run(Events(qos: 0)).Cases.Single().Actual;

        Assert.Equal(2, lines.Count);
        Assert.Equal(Run(Events(qos: 1)).Cases.Single().Actual, lines);
    }

    [Theory]
    [InlineData("{ at: 1s, topic: a, payload: x, payload_base64: eA== }", "an event has one payload: 'payload' is given already")]
    [InlineData("{ at: 1s, topic: a, payload_base64: '%' }", "'payload_base64' is not base64")]
    [InlineData("{ at: 1s, payload_base64: eA== }", "a 'payload_base64' needs a 'topic' or a 'request'")]
    [InlineData("{ at: 1s, qos: 1 }", "'qos' is for messages: give a 'topic'")]
    [InlineData("{ at: 1s, request: GET /x, retain: true }", "'retain' is for messages: give a 'topic'")]
    [InlineData("{ at: 1s, topic: a, qos: 3 }", "'qos' must be from 0 to 2, not 3")]
    public void A_wrong_event_is_told(string input, string problem) =>
        Assert.Equal(
            problem,
            Assert.Single(
                CasesFile.Parse($"bindings: b.yaml\ncases:\n- name: a\n  events:\n  - {input}\n", "a.cases.yaml").Problems).Message);

    [Fact]
    public void Silence_passes_as_on_a_node()
    {
        var result = Run(
            """
            bindings: bindings.yaml
            cases:
              - name: a press falls silent
                binding: press
                events:
                  - { at: 1s, topic: plant/p1, payload: '{"t": 5}' }
                  - { at: 2m }
                expect:
                  - 'press,device=p1 t_count=1 t_max=5 @0s..10s'
            """);

        Assert.True(result.Cases.Single().Passed, string.Join('\n', result.Cases.Single().Difference));
    }

    [Fact]
    public void A_difference_shows_what_is_missing_and_what_is_too_much() =>
        Assert.Equal(["  a", "- b", "+ x", "  c", "+ d"], new CaseResult("n", ["a", "b", "c"], ["a", "x", "c", "d"]).Difference);

    [Fact]
    public void An_update_changes_the_expectations_and_nothing_else()
    {
        const string Text =
            """
            # Kept.
            bindings: bindings.yaml
            cases:
              - name: right   # kept
                binding: alert
                events:
                  - { at: 1s, topic: plant/p1, payload: '{"t": 5}' }

              - name: wrong
                binding: alert
                expect:
                - 'this'
                - 'that'
                events:
                  - { at: 1s, topic: plant/p1, payload: '{"t": 99}' }
              # Between.
              - name: without
                binding: alert
                events:
                  - { at: 1s, topic: plant/it's, payload: '{"t": 99}' }
            # End.

            """;
        var result = Run(Text);

        Assert.Equal(2, CaseSuite.Update(result));

        var updated = File.ReadAllText(result.Path);
        Assert.Equal(Authored(Text), Authored(updated));
        Assert.DoesNotContain("- 'th", updated, StringComparison.Ordinal);
        Assert.All(CaseSuite.Run(result.Path).Cases, c => Assert.True(c.Passed, c.Name));
        Assert.Equal(0, CaseSuite.Update(CaseSuite.Run(result.Path)));
    }

    [Theory]
    [InlineData("bindings: bindings.yaml\ncases:\n- name: a\n  events: []\n  expekt: []\n", 5, 3, "unknown key 'expekt'")]
    [InlineData("bindings: bindings.yaml\ncases:\n- { name: a, events: [{ at: 5s }, { at: 4s }] }\n", 3, 41, "'at' 4s is before the 5s")]
    [InlineData("bindings: bindings.yaml\ncases:\n- { name: a, events: [{ at: 5s, payload: x }] }\n", 3, 42, "a 'payload' needs a 'topic'")]
    [InlineData(
        "bindings: bindings.yaml\ncases:\n- { name: a, start: '2026-02-30T00:00:00Z', events: [] }\n", 3, 21, "there is no such time")]
    [InlineData("", 1, 1, "the file is empty")]
    public void What_is_wrong_with_a_file_is_told_with_its_place(string text, int line, int column, string message)
    {
        var problem = Assert.Single(Run(text).Problems);
        Assert.Equal((line, column), (problem.Line, problem.Column));
        Assert.Contains(message, problem.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Bindings_that_are_wrong_are_problems_of_the_cases()
    {
        File.WriteAllText(Path.Combine(_folder, "bindings.yaml"), "bindings: [");
        Assert.EndsWith(
            "bindings.yaml", Assert.Single(Run("bindings: bindings.yaml\ncases: []\n").Problems).File, StringComparison.Ordinal);
    }

    [Fact]
    public void A_case_about_a_binding_that_is_not_there_fails_with_a_sentence()
    {
        var result = Run("bindings: bindings.yaml\ncases:\n- name: a\n  binding: nobody\n  events: []\n");
        Assert.Equal("binding nobody: there is no such binding in the bindings file", result.Cases.Single().Failure);
        Assert.False(result.Cases.Single().Passed);
    }

    /// <summary>The lines of a file of cases that are no expectations.</summary>
    private static IEnumerable<string> Authored(string text) => text.Split('\n').Where(line =>
        line.Trim() != "expect:" && !line.Contains("- 'th", StringComparison.Ordinal)
            && !line.Contains("- 'alert", StringComparison.Ordinal) && !line.Contains("- 'mqtt", StringComparison.Ordinal));

    private CaseSuiteResult Run(string text)
    {
        var path = Path.Combine(_folder, "own.cases.yaml");
        File.WriteAllText(path, text);
        return CaseSuite.Run(path);
    }
}
