using EventEdge.FunctionDispatcher.Configuration;
using EventEdge.FunctionDispatcher.Configuration.Yaml;

namespace EventEdge.FunctionDispatcher.Tests.Configuration;

public sealed class TriggerCheckTests
{
    [Theory]
    [InlineData("{ http: \"GET /time\" }")]
    [InlineData("{ http: \"POST /measure/{device}\", headers: [x-shift], respond: accepted, timeout: 2s }")]
    [InlineData("{ every: 60s, offset: 5s, missed: all }")]
    [InlineData("{ cron: \"*/5 * * * *\", time_zone: Europe/Berlin, missed: skip }")]
    [InlineData("{ cron: \"0 */5 * * * *\" }")]
    [InlineData("{ on: other }")]
    [InlineData("{ on: { binding: other } }")]
    public void A_trigger_that_is_right(string trigger) => Assert.Empty(Problems(trigger));

    [Theory]
    [InlineData("{ http: \"GET /\" }", 14, "the path '/' is the dashboard's", null)]
    [InlineData("{ http: GET }", 14, "a method and a path, such as GET /time, are needed", null)]
    [InlineData("{ http: \"get /time\" }", 14, "the method must be one of GET, POST, PUT, PATCH, DELETE, not 'get'", null)]
    [InlineData("{ http: \"GET time\" }", 14, "must begin with '/'", null)]
    [InlineData("{ http: \"GET /api/time\" }", 14, "paths under '/api' are the node's own", null)]
    [InlineData("{ http: \"GET /metrics\" }", 14, "paths under '/metrics' are the node's own", null)]
    [InlineData("{ http: \"GET /{x}\" }", 14, "the first part of the path must be a word", null)]
    [InlineData("{ http: \"GET /a/{x}/{x}\" }", 14, "the capture '{x}' appears twice", null)]
    [InlineData("{ http: \"GET /a//b\" }", 14, "'' must be letters", null)]
    [InlineData("{ http: \"GET /a/b+{x}\" }", 14, "'b+{x}' must be letters", null)]
    [InlineData("{ http: \"GET /a\", headers: [X-Shift] }", 34, "'X-Shift' is no header name in small letters", "x-shift")]
    [InlineData("{ http: \"GET /a\", headers: [authorization] }", 34, "'authorization' holds a secret", null)]
    [InlineData("{ http: \"GET /a\", timeout: 1h }", 33, "'timeout' must be from 10ms to 10m, not 1h", null)]
    [InlineData("{ every: 10ms }", 15, "'every' must be from 100ms to 365d, not 10ms", null)]
    [InlineData("{ every: 60s, offset: 60s }", 28, "offset 1m must be less than every 1m", null)]
    [InlineData("{ every: 60s, time_zone: UTC }", 20, "'time_zone' belongs to 'cron'", null)]
    [InlineData("{ mqtt: a, missed: all }", 17, "'missed' belongs to 'every' and 'cron'", null)]
    [InlineData("{ every: 60s, qos: 1 }", 20, "'qos' belongs to 'mqtt'", null)]
    [InlineData("{ cron: \"61 * * * *\" }", 14, "cron '61 * * * *': ", null)]
    [InlineData("{ cron: \"* * *\" }", 14, "cron '* * *': ", null)]
    [InlineData("{ cron: \"0 0 31 2 *\" }", 14, "matches no time at all", null)]
    [InlineData("{ cron: \"0 6 * * *\", time_zone: Europe/Berlim }", 38, "there is no time zone 'Europe/Berlim'", "Europe/Berlin")]
    [InlineData("{ cron: \"0 6 * * *\", missed: lates }", 35, "'missed' must be one of skip, latest, all, not 'lates'", "latest")]
    [InlineData("{ on: othr }", 12, "there is no binding 'othr' in this file", "other")]
    [InlineData("{ on: a }", 12, "feedback loop a → a: 'a' runs on the results of 'a'", null)]
    [InlineData("{ mqtt: a, every: 60s }", 17, "'trigger' has more than one trigger: mqtt and every", null)]
    [InlineData("{ mqtt: $timer/a }", 14, "topics there are the node's own", null)]
    public void A_trigger_that_is_wrong(string trigger, int column, string message, string? suggestion)
    {
        var problem = Assert.Single(Problems(trigger));
        Assert.Contains(message, problem.Message, StringComparison.Ordinal);
        Assert.Equal((5, column, suggestion), (problem.Line, problem.Column, problem.Suggestion));
    }

    [Fact]
    public void Two_bindings_that_answer_the_same_requests_collide_whatever_their_captures_are_called() => Assert.Equal(
        (3, "'GET /a/{y}' is answered by the binding 'a' already"),
        BindingsProblemTests.Problems(
            """
            bindings:
            - { name: a, trigger: { http: "GET /a/{x}" }, function: { builtin: pass } }
            - { name: b, trigger: { http: "GET /a/{y}" }, function: { builtin: pass } }
            - { name: c, trigger: { http: "POST /a/{y}" }, function: { builtin: pass } }
            """).Select(p => (p.Line, p.Message)).Single());

    [Fact]
    public void Text_is_for_mqtt_and_results_of_windows_are_not_waited_for()
    {
        Assert.Contains("'decode' text is for 'mqtt'", Assert.Single(Problems("{ every: 60s }", "decode: text")).Message);
        var waited = Assert.Single(Problems("{ http: \"GET /a\", respond: document }", "window: { tumbling: 10s }"));
        Assert.Equal(
            ("respond document is not possible with a window, whose results come later", "accepted"), (waited.Message, waited.Suggestion));
    }

    [Fact]
    public void A_loop_through_results_and_topics_names_every_binding_of_it()
    {
        var problem = Assert.Single(BindingsProblemTests.Problems(
            """
            bindings:
            - { name: a, trigger: { mqtt: back }, function: { builtin: pass } }
            - { name: b, trigger: { on: a }, function: { builtin: pass } }
            - { name: c, trigger: { on: b }, function: { builtin: pass }, emit: { mqtt: back } }
            """));

        Assert.Equal("feedback loop a → b → c → a: the topic 'back' can match the trigger 'back'", problem.Message);
    }

    [Fact]
    public void The_version_of_a_binding_with_mqtt_is_what_it_was_before_there_were_other_triggers() => Assert.Equal(
        "$mqtt", BindingVersion.CanonicalText(
            Engine.Some.Config("bindings:\n- { name: a, trigger: { mqtt: x }, function: { builtin: pass } }\n").Bindings[0])
            .Split('\n').Single(l => l.StartsWith(".trigger", StringComparison.Ordinal))
                .Replace(".trigger.mqtt=2:'x", "$mqtt", StringComparison.Ordinal));

    private static IReadOnlyList<ConfigProblem> Problems(string trigger, string more = "decode: json") => BindingsProblemTests.Problems(
        $"bindings:\n- name: a\n  function: {{ builtin: {(more.StartsWith("window", StringComparison.Ordinal) ? "count" : "pass")} }}\n  "
            + $"trigger:\n     {trigger}\n  {more}\n"
        + "- { name: other, trigger: { http: \"GET /taken\" }, function: { builtin: pass } }\n");
}
