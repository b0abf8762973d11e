using EventEdge.FunctionDispatcher.Configuration;
using EventEdge.FunctionDispatcher.Configuration.Files;
using EventEdge.FunctionDispatcher.Tests.Engine;

namespace EventEdge.FunctionDispatcher.Tests.Fields;

/// <summary>What <c>validate</c> says of declared and computed fields, and where.</summary>
public sealed class ShapeCheckerTests
{
    [Theory]
    [InlineData("fields: { x: { tipe: number } }", 4, 20, "unknown key 'tipe'")]
    [InlineData("fields: { x: { type: numbr } }", 4, 26, "'type' must be one of any, number, integer, text, boolean, time, not 'numbr'")]
    [InlineData("fields: { x: { scale: 0 } }", 4, 27, "scale 0 makes every value of 'x' the same")]
    [InlineData("fields: { x: { type: text, scale: 2 } }", 4, 39, "'scale' is for numbers, and 'x' is a text")]
    [InlineData("fields: { x: { type: time, offset: 2 } }", 4, 40, "'offset' is for numbers, and 'x' is a time")]
    [InlineData("fields: { x: { decimal: comma } }", 4, 29, "'decimal' is for texts that are read as numbers: give 'x' type number")]
    [InlineData("fields: { x: { map: {} } }", 4, 25, "the map of 'x' is empty: no value could be read")]
    [InlineData("fields: { x: { map: { 0: idle }, type: number } }", 4, 30, "'idle' is not a number")]
    [InlineData("fields: { x: { map: { 0: idle }, scale: 2 } }", 4, 30, "'idle' is not a number, which scale and offset need")]
    [InlineData("fields: { device: d }", 4, 15, "'device' is a capture of the topic already: choose another name")]
    [InlineData("fields: { node: d }", 4, 15, "'node'")]
    [InlineData("set: { device: 1 }", 4, 12, "'device' is a capture of the topic already: choose another name")]
    [InlineData("set: { p: u * }", 4, 18, "p: ")]
    [InlineData("set: { p: 'sqroot(u)' }", 4, 16, "p: there is no function 'sqroot'")]
    [InlineData("set: { p: device * 2 }", 4, 15, "p: ")]
    [InlineData("set: [a]", 4, 10, "'set' must be a mapping, not a list")]
    [InlineData("keep: [a]\n    drop: [b]", 5, 5, "'keep' says what is left already: give 'keep' or 'drop'")]
    [InlineData("drop: [a, device]", 4, 15, "'device' cannot be dropped: it is a capture, or the window, the clock or emit needs it")]
    [InlineData(
        "drop: [a, s]\n    window: { while: s == 'run', max: 1h }", 4, 15,
        "'s' cannot be dropped: it is a capture, or the window, the clock or emit needs it")]
    [InlineData("decode: text\n    fields: { t: valeu }", 5, 18, "there is no field 'valeu': decode text gives value, device")]
    [InlineData(
        "decode: text\n    fields: { t: value }\n    where: value > 5", 6, 12,
        "there is no field 'value': decode text with fields and set gives")]
    [InlineData(
        "decode: text\n    set: { k: value + 1, f: kk * 2 }", 5, 29,
        "there is no field 'kk': decode text with fields and set gives value, device, k")]
    [InlineData("decode: text\n    keep: [val]", 5, 12, "there is no field 'val'")]
    [InlineData("fields: { s: { type: text } }\n    where: s > 5", 5, 16, "where: ")]
    public void A_problem_is_told_at_its_place(string keys, int line, int column, string message)
    {
        var problem = Assert.Single(BindingsFile.Parse(Text(keys), "b.yaml").Problems);

        Assert.StartsWith(message, problem.Message, StringComparison.Ordinal);
        Assert.Equal((line, column), (problem.Line, problem.Column));
    }

    [Fact]
    public void A_function_is_not_to_name_what_is_not_there()
    {
        var text = Text("decode: text\n    fields: { temperature: value }").Replace(
            "builtin: pass", "builtin: pass, with: { fields: [temperatur] }", StringComparison.Ordinal);

        var problem = Assert.Single(BindingsFile.Parse(text, "b.yaml").Problems);

        Assert.StartsWith("there is no field 'temperatur': decode text", problem.Message, StringComparison.Ordinal);
        Assert.Equal("temperature", problem.Suggestion);
    }

    [Fact]
    public void The_version_tells_what_changes_results_and_nothing_else()
    {
        Assert.Equal(Version("where: u > 1"), Version("where: u  >  1"));
        Assert.NotEqual(Version("where: u > 1"), Version("where: u > 1\n    set: { p: u }"));
        Assert.Equal(Version("set: { p: u*2 }"), Version("set: { p: u * 2 }"));
        Assert.NotEqual(Version("set: { p: u, q: p }"), Version("set: { q: p, p: u }"));
        Assert.Equal(Version("fields: { a: x, b: y }"), Version("fields: { b: { from: y }, a: x }"));
        Assert.NotEqual(Version("fields: { a: x }"), Version("fields: { a: y }"));
        Assert.NotEqual(Version("keep: [a]"), Version("drop: [a]"));
    }

    private static string Version(string keys) => BindingVersion.Of(Some.Config(Text(keys)).Bindings[0]);

    private static string Text(string keys) =>
        $"bindings:\n  - name: b\n    trigger: {{ mqtt: \"plant/{{device}}\" }}\n    {keys}\n"
        + "    function: { builtin: pass }\n    emit: { measurement: b }\n";
}
