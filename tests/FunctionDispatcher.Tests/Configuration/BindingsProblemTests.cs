using EventEdge.FunctionDispatcher.Configuration.Files;
using EventEdge.FunctionDispatcher.Configuration.Yaml;

namespace EventEdge.FunctionDispatcher.Tests.Configuration;

public sealed class BindingsProblemTests
{
    private const string Good = "bindings:\n- name: a\n  trigger: { mqtt: t/+ }\n  function: { builtin: pass }\n";

    [Theory]
    [InlineData("  wher: x > 1", 5, 3, "unknown key 'wher'", "where")]
    [InlineData("  window: { tumblign: 10s }", 5, 13, "unknown key 'tumblign'", "tumbling")]
    [InlineData("  name: b", 5, 3, "'name' is given twice, first in line 2", null)]
    [InlineData("  where: 5", 5, 10, "'where' must be a text, not the number 5", "'5'")]
    [InlineData("  where: [a]", 5, 10, "'where' must be a single value, not a list", null)]
    [InlineData("  where:", 5, 9, "'where' has no value", null)]
    [InlineData("  emit: { retain: yes, mqtt: x }", 5, 19, "'retain' must be true or false, not 'yes'", "true")]
    [InlineData("  decode: jsn", 5, 11, "'decode' must be one of json, text", "json")]
    [InlineData(
        "  emit: nowhere", 5, 9,
        "'emit' must be a mapping with measurement, tags, shared, priority, mqtt, format, discovery, retain and when_full, "
            + "not a single value",
        null)]
    [InlineData("  window: { tumbling: 10s, group_by: device }", 5, 38, "'group_by' must be a list", "[device]")]
    [InlineData("  window: { tumbling: 10 }", 5, 23, "'tumbling' must be a duration such as", "10s")]
    [InlineData("  window: { tumbling: 10 s }", 5, 23, "not '10 s'", null)]
    [InlineData("  window: { tumbling: 0s }", 5, 23, "'tumbling' must be from 1ms to 365d, not 0s", null)]
    [InlineData("  window: { tumbling: 99999999999999999d }", 5, 23, "must be a duration", null)]
    [InlineData("  event_time: { idle_timeout: 31d }", 5, 31, "must be from 1ms to 30d", null)]
    [InlineData("  event_time: { field: t, fields: [d, t] }", 5, 27, "'field' and 'fields' cannot both be given", null)]
    [InlineData("  event_time: { fields: [] }", 5, 17, "'fields' is empty", null)]
    [InlineData("  event_time: { unit: ms }", 5, 17, "'unit' needs 'field': without it the time of receipt counts", null)]
    [InlineData("  event_time: { fields: [d, t], unit: ms }", 5, 33, "'unit' is for one number, and 'fields' are several", null)]
    [InlineData("  event_time: { field: t, unit: m }", 5, 33, "'unit' must be one of s, ms, us, ns, not 'm'", "s")]
    [InlineData("  event_time: { field: t, unit: s, format: yyyyMMdd }", 5, 27, "only one of them can be given", null)]
    [InlineData("  event_time: { field: t, format: YYYY-MM-DD }", 5, 35, "'YYYY' is no element of a date", "yyyy-MM-dd")]
    [InlineData("  event_time: { field: t, time_zone: Europe/Berlim }", 5, 38, "there is no time zone 'Europe/Berlim'", "Europe/Berlin")]
    [InlineData("  event_time: { field: t, unit: s, time_zone: UTC }", 5, 36, "'time_zone' says nothing about it", null)]
    [InlineData("  event_time: { field: t, format: yyyy-MM-dd zzz, time_zone: UTC }", 5, 51, "has an offset of its own", null)]
    [InlineData("  window: { hopping: { size: 10s, hop: 20s } }", 5, 40, "hop 20s is longer than size 10s", "10s")]
    [InlineData("  window: { hopping: { size: 10s, hop: 1ms } }", 5, 40, "hop 1ms is less than a thousandth of size 10s", null)]
    [InlineData("  window: { hopping: { size: 10s } }", 5, 22, "'hopping' needs 'hop'", null)]
    [InlineData("  window: { session: { gap: 10s, max: 5s } }", 5, 39, "max 5s is shorter than gap 10s", null)]
    [InlineData("  window: { count: { size: 10, hop: 20 } }", 5, 37, "hop 20 is larger than size 10", null)]
    [InlineData("  window: { count: { size: 1.5 } }", 5, 28, "'size' must be a whole number, not the number 1.5", null)]
    [InlineData("  window: { tumbling: 1s, sliding: 1s }", 5, 27, "'window' has more than one window kind: tumbling and sliding", null)]
    [InlineData(
        "  window: { group_by: [x] }", 5, 11,
        "'window' needs a window kind: tumbling, hopping, sliding, session, count, calendar, at, while or from", null)]
    [InlineData("  window: { while: x > 1 }", 5, 13, "'while' needs 'max'", null)]
    [InlineData("  window: { from: x > 1, max: 1h }", 5, 13, "'from' needs 'until'", null)]
    [InlineData("  window: { tumbling: 1s, max: 1h }", 5, 27, "'max' is for 'while' and 'from'", null)]
    [InlineData("  window: { while: x > 1, until: x < 1, max: 1h }", 5, 27, "'until' needs 'from'", null)]
    [InlineData("  window: { while: x >, max: 1h }", 5, 23, "while: ", null)]
    [InlineData("  window: { calendar: 1h }", 5, 23, "'calendar' must have the form", null)]
    [InlineData("  window: { calendar: 5mo }", 5, 23, "calendar 5mo does not begin with January each year", null)]
    [InlineData("  window: { calendar: 24mo }", 5, 23, "calendar 24mo does not begin with January each year", null)]
    [InlineData("  event_id: { field: '', within: 1h }", 5, 22, "'field' must have the form", null)]
    [InlineData("  window: { calendar: 400d }", 5, 23, "calendar 400d is more than 366d", null)]
    [InlineData("  window: { calendar: 1d, week_start: sunday }", 5, 27, "'week_start' needs a 'calendar' of weeks", null)]
    [InlineData("  window: { calendar: 1d, time_zone: Mars/Base }", 5, 38, "there is no time zone 'Mars/Base'", null)]
    [InlineData("  window: { tumbling: 1d, time_zone: UTC }", 5, 27, "'time_zone' needs 'calendar' or 'at'", null)]
    [InlineData("  window: { at: [] }", 5, 13, "'at' needs 1 to 48 times of day", null)]
    [InlineData("  window: { at: [06:00, 25:00] }", 5, 25, "'25:00' is no time of day", null)]
    [InlineData("  window: { at: [14:00, 06:00] }", 5, 25, "'at' is ascending", null)]
    [InlineData("  window: { tumbling: 1s, group_by: [x, y, x] }", 5, 44, "'x' is in group_by twice", null)]
    [InlineData("  emit: { tags: [x, x] }", 5, 21, "'x' is in tags twice", null)]
    [InlineData("  event_id: { field: id }", 5, 13, "'event_id' needs 'within'", null)]
    [InlineData("  event_id: { within: 1h }", 5, 13, "'event_id' needs 'field'", null)]
    [InlineData("  event_id: { field: id, within: 0s }", 5, 34, "'within' must be from 1ms to 7d, not 0s", null)]
    [InlineData("  event_id: { field: id, within: 8d }", 5, 34, "'within' must be from 1ms to 7d", null)]
    [InlineData("  emit: { retain: true }", 5, 11, "retain true needs mqtt", null)]
    [InlineData("  emit: { mqtt: \"x/{d\" }", 5, 20, "'{name}' must be a whole level", null)]
    [InlineData("  emit: { mqtt: x/+ }", 5, 19, "'+' has no place in a topic to publish to", null)]
    [InlineData("  emit: { measurement: \"a\\nb\" }", 5, 24, "'measurement' must have the form", "a_b")]
    [InlineData("  where: &anchor x", 5, 10, "anchors (&anchor) have no place", null)]
    [InlineData("  where: !!str x", 5, 10, "tags (tag:yaml.org,2002:str) have no place", null)]
    public void One_more_line_that_is_wrong(string line, int at, int column, string message, string? suggestion) =>
        AssertOne(Good + line + "\n", at, column, message, suggestion);

    [Theory]
    [InlineData("{ mqtt: \"a/#/b\" }", 16, "topic filter 'a/#/b': '#' must be the last level", null)]
    [InlineData("{ mqtt: a/b+/c }", 16, "'+' must be a whole level", null)]
    [InlineData("{ mqtt: \"a/{x}/{x}\" }", 20, "the capture '{x}' appears twice", null)]
    [InlineData("{ mqtt: \"\" }", 14, "a topic must not be empty", null)]
    [InlineData("{ mqtt: \"a\\0b\" }", 15, "NUL", null)]
    [InlineData("{ mqtt: a, qos: 3 }", 21, "'qos' must be from 0 to 2, not 3", null)]
    [InlineData("{ mqtt: a, qos: one }", 21, "'qos' must be a whole number, not 'one'", null)]
    [InlineData("{ mqtt: a, mqqt: b }", 16, "unknown key 'mqqt'", "mqtt")]
    [InlineData("{ }", 5, "'trigger' needs a trigger: mqtt, http, every, cron or on", null)]
    public void A_trigger_that_is_wrong(string trigger, int column, string message, string? suggestion) =>
        AssertOne($"bindings:\n- name: a\n  function: {{ builtin: pass }}\n  trigger:\n    {trigger}\n", 5, column, message, suggestion);

    [Theory]
    [InlineData("{ process: \"\" }", 15, "'process' needs a command", null)]
    [InlineData("{ process: \"python3 'x.py\" }", 24, "'command' has a quote that is not closed", null)]
    [InlineData("{ process: { command: x, memory: 64MB } }", 46, "'memory' must be a size such as 512KiB, 64MiB or 2GiB", null)]
    [InlineData("{ process: { command: x, memory: 1MiB } }", 46, "'memory' must be from 16MiB to 1TiB", null)]
    [InlineData("{ process: { command: x, scale: { min: 3, max: 2 } } }", 47, "min 3 is more than max 2", null)]
    [InlineData(
        "{ builtin: pass, retry: { attempts: 2 } }", 30,
        "'retry' is for functions outside the node's process; 'builtin' gives the same answer every time", null)]
    [InlineData("{ container: { pull: never } }", 26, "'container' needs 'image'", null)]
    [InlineData("{ container: \"x@sha256:12\" }", 26, "a digest has the form @sha256: and 64 hexadecimal digits", null)]
    [InlineData("{ container: { image: x, cpus: 0 } }", 44, "'cpus' must be from 0.01 to 256, not 0", null)]
    [InlineData("{ container: { image: x, cpus: half } }", 44, "'cpus' must be a number, not 'half'", null)]
    [InlineData("{ container: { image: x, scale: { min: 3, max: 2 } } }", 47, "min 3 is more than max 2", null)]
    [InlineData(
        "{ container: { image: x, privileged: true } }", 50,
        "'privileged: true' weakens the isolation of the container: remove it, or say allow_unsafe: true beside it", null)]
    [InlineData("{ container: { image: x, user: root } }", 44, "'user: root' weakens", null)]
    [InlineData("{ container: { image: x, user: '1000:0' } }", 44, "'user: 1000:0' weakens", null)]
    [InlineData("{ container: { image: x, network: bridge } }", 47, "'network: bridge' weakens", null)]
    [InlineData("{ container: { image: x, writable_root: true } }", 53, "'writable_root: true' weakens", null)]
    [InlineData("{ container: { image: x, mounts: ['/a:/b'] } }", 46, "'mounts: [/a:/b]' weakens", null)]
    [InlineData("{ container: { image: x, capabilities: [NET_RAW] } }", 52, "'capabilities: [NET_RAW]' weakens", null)]
    [InlineData("{ container: { image: x, allow_unsafe: true, mounts: [a] } }", 66, "a mount has the form /on/machine:/in/container", null)]
    [InlineData(
        "{ container: { image: x, allow_unsafe: true, network: none } }", 67, "a container without any network cannot be called", null)]
    [InlineData(
        "{ container: { image: x, allow_unsafe: true, network: host, scale: { max: 2 } } }", 67,
        "on network 'host' all instances have the one port 8080", null)]
    [InlineData(
        "{ builtin: pass, csharp: { assembly: x, class: y } }", 30, "'function' has more than one runtime: builtin and csharp", null)]
    [InlineData("{ timeout: 1s }", 13, "'function' needs a runtime: builtin, csharp, process, wasm or container", null)]
    [InlineData("{ buildin: pass }", 15, "unknown key 'buildin'", "builtin")]
    [InlineData("{ csharp: functions/x.dll }", 23, "'source' must have the form .+\\.cs, which 'functions/x.dll' has not", null)]
    [InlineData("{ csharp: { class: y } }", 23, "'csharp' needs a kind of code: source or assembly", null)]
    [InlineData(
        "{ csharp: { source: a.cs, assembly: b.dll, class: y } }", 39, "'csharp' has more than one kind of code: source and assembly",
        null)]
    [InlineData("{ csharp: { assembly: x } }", 23, "'csharp' needs 'class'", null)]
    [InlineData("{ builtin: pass, with: 5 }", 36, "'with' must be a mapping", null)]
    public void A_function_that_is_wrong(string function, int column, string message, string? suggestion) =>
        AssertOne($"bindings:\n- name: a\n  trigger: {{ mqtt: t }}\n  function: {function}\n", 4, column, message, suggestion);

    [Theory]
    [InlineData("", 1, 1, "the file is empty")]
    [InlineData("# nothing\n", 1, 1, "the file is empty")]
    [InlineData("bindings", 1, 1, "the file must be a mapping with bindings")]
    [InlineData("binding: []", 1, 1, "unknown key 'binding'")]
    [InlineData("bindings: {}", 1, 11, "'bindings' must be a list")]
    [InlineData("bindings:\n- 5", 2, 3, "an item of 'bindings' must be a mapping")]
    [InlineData("bindings: [\n", 2, 1, "not YAML")]
    [InlineData("bindings:\n\t- name: a", 2, 1, "not YAML")]
    [InlineData("bindings: []\n---\nbindings: []\n", 2, 1, "one document")]
    [InlineData("bindings: []\n? [a]\n: b\n", 2, 3, "a key must be a word")]
    public void A_file_that_is_no_bindings_file(string text, int line, int column, string message) =>
        Assert.Contains(Problems(text), p => p.Message.Contains(message, StringComparison.Ordinal) && (p.Line, p.Column) == (line, column));

    [Fact]
    public void What_every_binding_needs() => Assert.Equal(
        ["an item of 'bindings' needs 'name'", "an item of 'bindings' needs 'trigger'", "an item of 'bindings' needs 'function'"],
        Problems("bindings:\n- where: a > 1\n").Select(p => p.Message));

    [Fact]
    public void Names_are_unique_and_well_formed()
    {
        AssertOne(Good + Good["bindings:\n".Length..], 5, 9, "the name 'a' is taken by the binding in line 2", null);
        AssertOne(Good.Replace("name: a", "name: Press-7", StringComparison.Ordinal), 2, 9, "'name' must have the form", "press_7");
        AssertOne(Good.Replace("name: a", "name: " + new string('x', 65), StringComparison.Ordinal), 2, 9, "65 characters, more than 64",
            null);
    }

    [Fact]
    public void All_problems_are_told_at_once_in_file_order()
    {
        var problems = Problems(Good + "  wher: 1\n  window: { tumbling: x, group_by: y }\n  emit: { tags: 5 }\n- nome: b\n");

        Assert.Equal([5, 6, 6, 7, 8, 8, 8, 8], problems.Select(p => p.Line));
    }

    internal static IReadOnlyList<ConfigProblem> Problems(string text)
    {
        var result = BindingsFile.Parse(text, "b.yaml");
        Assert.Equal(result.Problems.Count == 0, result.Config is not null);
        return result.Problems;
    }

    private static void AssertOne(string text, int line, int column, string message, string? suggestion)
    {
        var problem = Assert.Single(Problems(text));
        Assert.Contains(message, problem.Message, StringComparison.Ordinal);
        Assert.Equal((line, column, suggestion), (problem.Line, problem.Column, problem.Suggestion));
    }
}
