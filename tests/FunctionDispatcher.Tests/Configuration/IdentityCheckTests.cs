using EventEdge.FunctionDispatcher.Configuration.Files;
using EventEdge.FunctionDispatcher.Configuration.Yaml;

namespace EventEdge.FunctionDispatcher.Tests.Configuration;

public sealed class IdentityCheckTests
{
    [Theory]
    [InlineData("a/{device}", "tags: [device]", "b/{device}", "tags: [device]")]
    [InlineData("a/{device}", "tags: [device]", "b/{device}", "tags: [device, zone]")] // an event may lack a zone
    [InlineData("a/{x}", "tags: []", "b/{y}", "tags: []")]
    [InlineData("a/{device}", "priority: normal", "b/{device}", "priority: bulk")] // the captures are the tags
    public void Bindings_that_can_write_the_same_point_are_refused(string topic, string tags, string otherTopic, string otherTags)
    {
        var problem = Assert.Single(
            Problems(Binding("b0", topic, $"measurement: m, {tags}"), Binding("b1", otherTopic, $"measurement: m, {otherTags}")));

        Assert.StartsWith("'b1' and 'b0' can write the same point: measurement 'm', tags [", problem.Message, StringComparison.Ordinal);
        Assert.Equal(9, problem.Line);
    }

    [Theory]
    [InlineData("measurement: m, tags: [device]", "measurement: n, tags: [device]")]
    [InlineData("measurement: m, tags: [device]", "measurement: m, tags: [device, room]")] // a capture is never missing
    [InlineData("measurement: m, tags: [device]", "measurement: m, tags: [device], shared: true")]
    [InlineData("mqtt: x", "mqtt: y")]
    public void Bindings_that_are_told_apart_are_fine(string emit, string other) =>
        Assert.Empty(Problems(Binding("b0", "a/{device}", emit), Binding("b1", "b/{device}/{room}", other)));

    [Theory]
    [InlineData("a/{device}", "measurement: m, tags: [node]")]
    [InlineData("a/{node}", "measurement: m")]
    public void The_name_of_the_node_s_tag_is_taken(string topic, string emit) => Assert.Contains(
        "'node' is reserved: every point has the edge node's name under it already",
        Assert.Single(Problems(Binding("b", topic, emit))).Message, StringComparison.Ordinal);

    [Fact]
    public void A_function_that_would_write_a_field_of_that_name_is_refused_and_a_condition_on_it_is_not()
    {
        Assert.Single(Problems("""
              - name: b
                trigger: { mqtt: "a/{device}" }
                function: { builtin: pass, with: { fields: [temperature, node] } }
                emit: { measurement: m, tags: [device] }
            """));
        Assert.Empty(Problems("""
              - name: b
                trigger: { mqtt: "{node}/{device}" }
                where: node == 'hall'
                function: { builtin: pass, with: { fields: [temperature] } }
                emit: { measurement: m, tags: [device] }
            """));
    }

    private static string Binding(string name, string topic, string emit) => $$"""
          - name: {{name}}
            trigger: { mqtt: "{{topic}}" }
            function: { builtin: pass, with: { fields: [v] } }
            emit: { {{emit}} }
        """;

    private static IReadOnlyList<ConfigProblem> Problems(params string[] bindings) =>
        BindingsFile.Parse($"bindings:\n{string.Join('\n', bindings)}\n", "b.yaml").Problems;
}
