using EventEdge.FunctionDispatcher.Configuration.Files;
using EventEdge.FunctionDispatcher.Tests.Decoding;

namespace EventEdge.FunctionDispatcher.Tests.Formats;

/// <summary><c>emit.format</c>: how local subscribers get results.</summary>
public sealed class ResultFormatTests
{
    private const string Payload = """{"temperature": 21.5, "state": "a \"b\" \\ c", "on": true, "note": null}""";

    [Theory]
    [InlineData("json", """{"time":"2026-01-01T00:00:01Z","device":"p 1","temperature":21.5,"state":"a \"b\" \\ c","on":true}""")]
    [InlineData("line_protocol", """b,device=p\ 1 temperature=21.5,state="a \"b\" \\ c",on=true 1767225601000000000""")]
    [InlineData("{ template: '{\"t\": {temperature}, \"at\": \"{time}\", {revision}}' }",
        """{"t": 21.5, "at": "2026-01-01T00:00:01Z", 0}""")]
    [InlineData("{ template: { text: '{device}:{note}:{window_end}', missing: '-' } }", "p 1:-:-")]
    [InlineData("{ template: 'no name' }", "no name")]
    public void A_result_is_written_as_asked(string format, string message) =>
        Assert.Equal([$"mqtt out/p 1 {message}"], Run(format));

    [Fact]
    public void Json_is_what_a_binding_without_format_writes() =>
        Assert.Equal(Run("json"), Run(null));

    [Fact]
    public void A_result_that_lacks_a_value_of_the_template_is_a_dead_letter() => Assert.Equal(
        ["rejected b emit: the result has no 'speed' for the template"], Run("{ template: '{speed}' }"));

    [Fact]
    public void A_window_has_its_end_and_no_field_changes_its_type()
    {
        var lines = DispatchedLines.Of(
            """
            bindings:
              - name: b
                trigger: { mqtt: "plant/{device}" }
                window: { tumbling: 10s, group_by: [device] }
                function: { builtin: stats, with: { fields: [x], stats: [count, mean] } }
                emit: { measurement: "press, all", mqtt: "out/{device}", format: line_protocol }
            """,
            "plant/p1", """{"x": 1}""", """{"x": 2}""");

        Assert.Contains("""mqtt out/p1 press\,\ all,device=p1 x_count=2,x_mean=1.5 1767225600000000000""", lines);
    }

    [Theory]
    [InlineData("emit: { measurement: m, format: json }", "format needs mqtt, which is not given")]
    [InlineData("emit: { mqtt: out, format: jsn }", "'format' must be one of json, line_protocol, template")]
    [InlineData("emit: { mqtt: out, format: template }", "'template' needs 'text'")]
    [InlineData("emit: { mqtt: out, format: { template: { text: x, mising: y } } }", "unknown key 'mising'")]
    public void What_is_wrong_with_it_is_told(string emit, string problem)
    {
        var result = BindingsFile.Parse(
            $"bindings:\n- name: b\n  trigger: {{ mqtt: t }}\n  function: {{ builtin: pass }}\n  {emit}\n", "b.yaml");
        Assert.StartsWith(problem, Assert.Single(result.Problems).Message, StringComparison.Ordinal);
    }

    private static IReadOnlyList<string> Run(string? format) => DispatchedLines.Of(
        $$"""
        bindings:
          - name: b
            trigger: { mqtt: "plant/{device}" }
            function: { builtin: pass, with: { fields: [temperature, state, on, note] } }
            emit: { mqtt: "out/{device}", tags: [device]{{(format is null ? string.Empty : $", format: {format}")}} }
        """,
        "plant/p 1", Payload);
}
