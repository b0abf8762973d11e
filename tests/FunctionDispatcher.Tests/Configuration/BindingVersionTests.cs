using EventEdge.FunctionDispatcher.Configuration;
using EventEdge.FunctionDispatcher.Configuration.Files;
using EventEdge.FunctionDispatcher.Configuration.Yaml;

namespace EventEdge.FunctionDispatcher.Tests.Configuration;

public sealed class BindingVersionTests
{
    private const string Base = """
        bindings:
        - name: a
          trigger: { mqtt: "plant/{site}/{device}", qos: 1 }
          where: x > 1 and y < 2
          event_time: { field: ts, out_of_order: 1s }
          window: { tumbling: 60s, group_by: [site, device] }
          function: { builtin: stats, with: { fields: [x, y], deep: { one: 1 } }, timeout: 5s }
          emit: { measurement: m, tags: [site], priority: normal, retain: false }
        """;

    [Fact]
    public void Is_sixteen_digits_and_stays_what_it_was() => Assert.Equal("b9082c97f128c1ca", VersionOf(Base));

    [Theory]
    [InlineData("name: a", "name: b")]
    [InlineData("{site}/{device}", "{site}/{device}/#")]
    [InlineData("x > 1", "x > 1.5")]
    [InlineData("  where: x > 1 and y < 2\n", "")]
    [InlineData("field: ts", "field: time")]
    [InlineData("out_of_order: 1s", "out_of_order: 2s")]
    [InlineData("tumbling: 60s", "tumbling: 61s")]
    [InlineData("tumbling: 60s", "sliding: 60s")]
    [InlineData("[site, device]", "[device, site]")]
    [InlineData("builtin: stats", "builtin: count")]
    [InlineData("[x, y]", "[xy]")]
    [InlineData("[x, y]", "['x, y']")]
    [InlineData("{ one: 1 }", "{ one: '1' }")]
    [InlineData("{ one: 1 }", "{ two: 1 }")]
    [InlineData("measurement: m", "measurement: n")]
    [InlineData("tags: [site]", "tags: []")]
    public void Changes_with_whatever_can_change_a_result(string old, string changed) =>
        Assert.NotEqual(VersionOf(Base), VersionOf(Replace(old, changed)));

    [Theory]
    [InlineData("x > 1 and y < 2", "((x >   1) and (y < 2.0))")]
    [InlineData("tumbling: 60s", "tumbling: 1m")]
    [InlineData("qos: 1", "qos: 2")]
    [InlineData("priority: normal", "priority: bulk, mqtt: out")]
    [InlineData("retain: false", "retain: true, mqtt: out")]
    [InlineData("timeout: 5s", "timeout: 9s")]
    [InlineData("field: ts, out_of_order: 1s", "out_of_order: 1s, field: ts")]
    [InlineData(", deep: { one: 1 }", ", deep: {}, deep.one: 1")]
    [InlineData("  emit:", "  decode: json\n  durability: journal\n  emit:")]
    public void Stays_with_whatever_cannot(string old, string changed) => Assert.Equal(VersionOf(Base), VersionOf(Replace(old, changed)));

    [Theory]
    [InlineData("mqtt: out", "mqtt: out, format: senml")]
    [InlineData("mqtt: out, format: senml", "mqtt: out, format: cloudevents")]
    [InlineData("mqtt: \"o/{device}\"", "mqtt: \"o/{device}\", discovery: home_assistant")]
    [InlineData("mqtt: out", "mqtt: out, retain: true")]
    public void An_edit_that_changes_no_stored_result_is_seen_though_nothing_but_a_word_is_given(string one, string other)
    {
        var (before, after) = (ConfigOf(Emitting(one)), ConfigOf(Emitting(other)));
        Assert.False(BindingVersion.AreSame(before, after));
        Assert.True(BindingVersion.AreSame(before, ConfigOf(Emitting(one))));
        Assert.NotEqual(BindingVersion.OfAll(before), BindingVersion.OfAll(after));
        Assert.Equal(BindingVersion.Of(before), BindingVersion.Of(after));
    }

    [Fact]
    public void What_is_the_default_is_the_same_said_or_not() =>
        Assert.True(BindingVersion.AreSame(ConfigOf(Emitting("mqtt: out")), ConfigOf(Emitting("mqtt: out, format: json"))));

    private static string Emitting(string emit) =>
        $"bindings: [{{ name: b, trigger: {{ mqtt: \"t/{{device}}\" }}, function: {{ builtin: pass }}, emit: {{ {emit} }} }}]";

    private static string Replace(string old, string changed)
    {
        Assert.Contains(old, Base, StringComparison.Ordinal);
        return Base.Replace(old, changed, StringComparison.Ordinal);
    }

    private static string VersionOf(string text) => BindingVersion.Of(ConfigOf(text));

    private static BindingConfig ConfigOf(string text)
    {
        var result = BindingsFile.Parse(text, "b.yaml");
        Assert.True(result.Config is not null, ConfigProblem.Render(result.Problems));
        return result.Config.Bindings[0];
    }
}
