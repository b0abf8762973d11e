using EventEdge.FunctionDispatcher.Configuration.Files;

namespace EventEdge.FunctionDispatcher.Tests.Announcements;

/// <summary>What Home Assistant would not take, or would show wrongly, is told before anything runs.</summary>
public sealed class HomeAssistantChecksTests
{
    private const string Fields = "{ mqtt: \"a/{room}\", discovery: { home_assistant: { fields: ";

    [Theory]
    [InlineData("{ mqtt: \"a/{room}\", discovery: home_assistant, format: senml }", "reads JSON, and 'format' is senml")]
    [InlineData("{ discovery: home_assistant, measurement: m }", "discovery needs mqtt, which is not given")]
    [InlineData("{ mqtt: \"a/{room}\", discovery: home_asistant }", "home_asistant")]
    [InlineData("{ mqtt: \"a/{room}\", discovery: { home_assistant: { prefix: \"a/#\" } } }", "prefix")]
    [InlineData(Fields + "{ a: { state_class: sometimes } } } } }", "sometimes")]
    [InlineData("{ mqtt: a/b, discovery: home_assistant }", "a topic for each series, and 'mqtt' has no {room}, by which they differ")]
    [InlineData("{ mqtt: \"a/{room}\", tags: [machine], discovery: home_assistant }", "has no {machine}")]
    [InlineData(
        Fields + "{ a: { device_class: power, unit: kWh } } } } }",
        "a: in Home Assistant, device_class power goes with W, mW, kW, MW, GW, TW, BTU/h, and not with 'kWh'")]
    [InlineData(
        Fields + "{ a: { device_class: energy, state_class: measurement } } } } }",
        "a: in Home Assistant, device_class energy does not go with state_class measurement")]
    [InlineData(Fields + "{ a: { device_class: temperature, state_class: total } } } } }", "does not go with state_class total")]
    [InlineData(Fields + "{ a: { device_class: monetary, state_class: total_increasing } } } } }", "does not go with")]
    [InlineData(Fields + "{ a: { device_class: timestamp, state_class: measurement } } } } }", "does not go with")]
    public void What_cannot_be_is_refused(string emit, string words) =>
        Assert.Contains(Problems(emit), p => p.Contains(words, StringComparison.Ordinal));

    [Theory]
    [InlineData("{ mqtt: \"a/{room}\", discovery: home_assistant, format: json }")]
    [InlineData("{ mqtt: a/b, tags: [], discovery: home_assistant }")]
    [InlineData(Fields + "{ a: { device_class: temperature, unit: C } } } } }")]
    [InlineData(Fields + "{ a: { device_class: brand_new, unit: x, state_class: total } } } } }")]
    [InlineData(Fields + "{ a: { device_class: weight, state_class: total } } } } }")]
    [InlineData(Fields + "{ a: { device_class: energy, state_class: none } } } } }")]
    public void What_can_be_is_not_refused(string emit) => Assert.Empty(Problems(emit));

    private static IReadOnlyList<string> Problems(string emit)
    {
        const string Start = "bindings: [{ name: climate, trigger: { mqtt: \"plant/{room}/air\" }, function: { builtin: pass }, emit: ";
        return [.. BindingsFile.Parse($"{Start}{emit} }}]", "b", EventEdgeComponents.Default).Problems.Select(p => p.Render())];
    }
}
