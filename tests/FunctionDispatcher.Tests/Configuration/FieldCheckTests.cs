using EventEdge.FunctionDispatcher.Configuration.Yaml;

namespace EventEdge.FunctionDispatcher.Tests.Configuration;

public sealed class FieldCheckTests
{
    [Theory]
    [InlineData(
        "  window: { tumbling: 1s, group_by: [site] }\n  emit: { tags: [site, device] }", 6, 24,
        "the tag 'device' is not known to a window whose group_by is [site]", null)]
    [InlineData("  window: { tumbling: 1s, group_by: [site] }\n  emit: { tags: [sit] }", 6, 18, "the tag 'sit' is not known", "site")]
    [InlineData("  window: { tumbling: 1s }\n  emit: { tags: [site] }", 6, 18, "whose group_by is empty", null)]
    [InlineData(
        "  window: { tumbling: 1s, group_by: [site] }\n  emit: { mqtt: 'out/{site}/{device}' }", 6, 29,
        "'{device}' is not known to a window whose group_by is [site]", null)]
    [InlineData(
        "  decode: text\n  where: value > 1 and temperature > 2", 6, 24,
        "there is no field 'temperature': decode text gives value, site, device", null)]
    [InlineData("  decode: text\n  where: vale > 1", 6, 10, "there is no field 'vale'", "value")]
    [InlineData("  decode: text\n  event_time: { field: ts }", 6, 24, "there is no field 'ts'", null)]
    [InlineData("  decode: text\n  event_id: { field: id, within: 1h }", 6, 22, "there is no field 'id'", null)]
    [InlineData("  decode: text\n  event_time: { clock: devise }", 6, 24, "there is no field 'devise'", "device")]
    [InlineData("  decode: text\n  window: { tumbling: 1s, group_by: [value, room] }", 6, 45, "there is no field 'room'", null)]
    [InlineData("  where: device = 7", 5, 19, "where: '=' never holds between the capture 'device' (a text) and 7 (a number)", "'7'")]
    [InlineData("  where: site + 1 > 2", 5, 10, "where: '+' needs a number; the capture 'site' is a text", null)]
    public void A_field_that_cannot_be_there_is_told(string lines, int line, int column, string message, string? suggestion)
    {
        var problem = Assert.Single(Problems(lines));

        Assert.Contains(message, problem.Message, StringComparison.Ordinal);
        Assert.Equal((line, column, suggestion), (problem.Line, problem.Column, problem.Suggestion));
    }

    [Theory]
    [InlineData("  emit: { tags: [site, anything], mqtt: 'out/{device}/{of.the.payload}' }")]
    [InlineData("  window: { tumbling: 1s, group_by: [site] }\n  emit: { mqtt: 'out/{site}/{mean}' }")]
    [InlineData("  window: { tumbling: 1s, group_by: [room] }\n  emit: { tags: [room] }")]
    [InlineData("  decode: text\n  where: value > 1 and site = 'x'\n  event_time: { clock: device }\n  window: { tumbling: 1s, "
        + "group_by: [device] }")]
    public void A_field_that_may_be_there_is_fine(string lines) => Assert.Empty(Problems(lines));

    [Fact]
    public void A_list_that_was_misread_is_not_blamed_twice() =>
        Assert.Contains("'group_by' must be a list", Assert.Single(
            Problems("  window: { tumbling: 1s, group_by: site }\n  emit: { tags: [site] }")).Message, StringComparison.Ordinal);

    private static IReadOnlyList<ConfigProblem> Problems(string lines) =>
        BindingsProblemTests.Problems(
            "bindings:\n- name: a\n  trigger: { mqtt: 'plant/{site}/{device}' }\n  function: { builtin: pass }\n" + lines + "\n");
}
