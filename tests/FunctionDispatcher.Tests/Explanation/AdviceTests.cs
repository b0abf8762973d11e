using System.Text;
using EventEdge.FunctionDispatcher.Explanation;
using EventEdge.FunctionDispatcher.Explanation.Stages;
using EventEdge.FunctionDispatcher.Observation;
using EventEdge.FunctionDispatcher.Tests.Engine;

namespace EventEdge.FunctionDispatcher.Tests.Explanation;

/// <summary>What to do is told by what the message holds: the declaration that reads it as it is, if there is one.</summary>
public sealed class AdviceTests
{
    [Theory]
    [InlineData("temperature > 40", """{"temperature":"21.5"}""", "declare it as a number (fields: temperature: { type: number })")]
    [InlineData("temperature > 40", """{"temperature":"41,5"}""", "decimal: comma")]
    [InlineData("temperature > 40", """{"temperature":"41 C"}""", "let the sensor send temperature without its unit")]
    [InlineData("temperature > 40", """{"temperature":true}""", "let the sensor send temperature as a number, or name another field")]
    [InlineData("temprature > 40", """{"temperature":41}""", "write temperature in where, or let the sensor call it temprature")]
    [InlineData("pressure > 40", """{"temperature":41}""", "name a field that comes, or let the sensor send pressure")]
    [InlineData("temperature > 40", """{"temperature":21}""", "nothing, where such events are not wanted; else change where")]
    public void What_to_do_about_a_where_that_turns_events_away_depends_on_what_it_is_given(string where, string payload, string next)
    {
        var yaml = $$"""
            bindings:
              - { name: press, trigger: { mqtt: plant }, where: "{{where}}", function: { builtin: pass }, emit: { measurement: press } }
            """;

        var end = End(yaml, payload);

        Assert.Equal(("filter", StageOutcome.Dropped), (end.Stage, end.Outcome));
        Assert.Contains(next, end.Next, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("s", "1772366400000", "milliseconds", "event_time.unit: ms")]
    [InlineData("ms", "1772366400", "seconds", "event_time.unit: s")]
    [InlineData("ms", "1772366400000000000", "nanoseconds", "event_time.unit: ns")]
    public void A_number_of_another_unit_than_the_one_that_is_declared_is_recognised(string unit, string number, string word, string advice)
    {
        var yaml = $$"""
            bindings:
              - name: press
                trigger: { mqtt: plant }
                event_time: { field: ts, unit: {{unit}} }
                function: { builtin: pass }
                emit: { measurement: press }
            """;

        var end = End(yaml, $$"""{"ts":{{number}},"t":1}""");

        Assert.Equal(("event_time", StageOutcome.Rejected), (end.Stage, end.Outcome));
        Assert.EndsWith($"ts seems to count {word}", end.Sentence, StringComparison.Ordinal);
        Assert.Contains(advice, end.Next, StringComparison.Ordinal);
    }

    private static ExplainedStage End(string yaml, string payload) => MessageExplainer.Explain(
        Some.Config(yaml).Bindings, EventEdgeComponents.Default, new("plant", Encoding.UTF8.GetBytes(payload), Some.Noon)).Bindings[0].End!;
}
