using EventEdge.FunctionDispatcher.Configuration.Files;

namespace EventEdge.FunctionDispatcher.Tests.Joins;

/// <summary>What <c>validate</c> says about joins, and where.</summary>
public sealed class JoinCheckTests
{
    [Theory]
    [InlineData("with: temprature, on: device, within: 5s", "", "b.yaml:4:19: there is no binding 'temprature' in this file")]
    [InlineData("with: strokes, on: device, within: 5s", "", "b.yaml:4:19: a binding cannot be joined with itself")]
    [InlineData("with: temperature, within: 5s", "", "'join' needs 'on'")]
    [InlineData("with: temperature, on: device", "", "'join' needs 'within'")]
    [InlineData("with: temperature, on: [], within: 5s", "", "b.yaml:4:36: 'on' is empty")]
    [InlineData("with: temperature, on: [a, a], within: 5s", "", "b.yaml:4:40: 'a' is in 'on' twice")]
    [InlineData("with: temperature, on: device, within: 0s", "", "b.yaml:4:52: 'within'")]
    [InlineData("with: temperature, on: device, within: 5s, math: next", "", "unknown key 'math'")]
    [InlineData("with: temperature, on: device, within: 5s, match: closest", "", "'match' must be one of nearest, latest, next")]
    [InlineData("with: means, on: devise, within: 5s", "", "results of 'means' have the tags device, and no field 'devise'")]
    [InlineData("with: outside, on: device, within: 5s", "", "the function of 'outside' runs outside the node's process")]
    [InlineData("with: after, on: device, within: 5s", "", "the function of 'outside' runs outside the node's process")]
    [InlineData("with: temperature, on: device, within: 5s, where: value >", "", "b.yaml:4:70: where: the text ends")]
    [InlineData("with: temperature, on: device, within: 5s, set: { x: 1 + }", "", "x: the text ends")]
    [InlineData("with: temperature, on: device, within: 5s, fields: []", "", "'fields' is empty")]
    [InlineData(
        "with: temperature, as: t, on: device, within: 5s", "where: t.value > 1",
        "b.yaml:5:12: 't.value' is known after the join only: write it under join.where")]
    [InlineData(
        "with: temperature, as: t, on: device, within: 5s", "set: { x: t.value * 2 }",
        "b.yaml:5:15: 't.value' is known after the join only: write it under join.set")]
    [InlineData("with: temperature, as: t, on: device, within: 5s", "set: { t.x: 1 }", "'t.x' is a field of the join")]
    [InlineData(
        "with: temperature, on: device, within: 5s", "window: { tumbling: 5s }",
        "b.yaml:5:5: a binding has a 'join' or a 'window'")]
    public void What_cannot_work_is_told_at_its_place(string join, string more, string problem) =>
        Assert.Contains(problem, Problems(join, more), StringComparison.Ordinal);

    [Theory]
    [InlineData("builtin: alarm, with: { field: x, above: 1 }", "alarm cannot be called for a joined event: use pass")]
    [InlineData("process: \"true\"", "a joined event is not handed out of the process")]
    public void A_function_that_takes_no_joined_event_is_told(string function, string problem) => Assert.Contains(
        problem, Problems("with: temperature, on: device, within: 5s", "", function), StringComparison.Ordinal);

    [Fact]
    public void A_binding_that_runs_on_another_is_not_joined_with_it_too()
    {
        var yaml = File("with: temperature, on: device, within: 5s", "", "builtin: pass").Replace(
            "trigger: { mqtt: \"plant/{device}/stroke\" }", "trigger: { on: temperature }", StringComparison.Ordinal);

        Assert.Contains("it runs on the results of 'temperature' already", All(yaml), StringComparison.Ordinal);
    }

    [Fact]
    public void Bindings_that_are_joined_with_each_other_are_a_loop()
    {
        var yaml = File("with: temperature, on: device, within: 5s", "", "builtin: pass").Replace(
            "  - name: means", "    join: { with: strokes, on: device, within: 5s }\n  - name: means", StringComparison.Ordinal);

        Assert.Contains("feedback loop", All(yaml), StringComparison.Ordinal);
    }

    [Fact]
    public void What_hardly_is_meant_so_is_a_warning()
    {
        var yaml = File("with: temperature, on: device, within: 5s", "", "builtin: pass");
        var warnings = string.Join('\n', BindingsFile.Parse(yaml, "b.yaml", EventEdgeComponents.Default).Warnings);

        Assert.Contains("without event_time.field the event's time is that of its receipt", warnings, StringComparison.Ordinal);
        Assert.Contains("results of 'temperature' come up to 2s out of order", warnings, StringComparison.Ordinal);
    }

    private static string Problems(string join, string more, string function = "builtin: pass") => All(File(join, more, function));

    private static string All(string yaml) => string.Join('\n', BindingsFile.Parse(yaml, "b.yaml", EventEdgeComponents.Default).Problems);

    private static string File(string join, string more, string function) =>
        $$"""
        bindings:
          - name: strokes
            trigger: { mqtt: "plant/{device}/stroke" }
            join: { {{join}} }
            {{(more.Length > 0 ? more : "where: force > 1")}}
            function: { {{function}} }
          - name: temperature
            trigger: { mqtt: "plant/{device}/temperature" }
            event_time: { field: ts, out_of_order: 2s }
            function: { builtin: pass }
          - name: means
            trigger: { mqtt: "plant/{device}/temperature" }
            window: { tumbling: 10s, group_by: [device] }
            function: { builtin: stats, with: { fields: [value] } }
          - name: outside
            trigger: { mqtt: "plant/{device}/temperature" }
            function: { process: "true" }
          - name: after
            trigger: { on: outside }
            function: { builtin: pass }
        """;
}
