using EventEdge.FunctionDispatcher.Configuration.Files;
using EventEdge.FunctionDispatcher.Tests.Engine;

namespace EventEdge.FunctionDispatcher.Tests.Decoding.Json;

/// <summary><c>each:</c> of JSON: an event for each element, with the fields around it.</summary>
public sealed class JsonEachTests
{
    private const string Readings = """{"device":"d","values":[{"id":"a","v":1},{"id":"b","v":2}],"seq":7}""";

    [Theory]
    [InlineData("values")]
    [InlineData("values[*]")]
    public void An_event_has_its_element_and_what_stands_beside_the_array(string each) => Assert.Equal(
        ["m device=\"d\" seq=7 id=\"a\" v=1 @1s", "m device=\"d\" seq=7 id=\"b\" v=2 @1s"], Decoded(each, Readings));

    [Theory]
    [InlineData("""{"g":[{"v":[1]},{"w":2},{"v":null},{"v":[]},{"v":[2]}]}""", 2, 2)]
    [InlineData("""{"g":[{"v":[1]}]}""", 1, 0)]
    [InlineData("""{"g":[]}""", 0, 0)]
    public void Elements_without_the_array_are_passed_over_and_counted(string payload, int events, int passedOver)
    {
        using var dispatcher = Some.Dispatcher(
            """
            bindings:
              - name: b
                trigger: { mqtt: "t" }
                decode: { json: { each: "g[*].v" } }
                function: { builtin: pass }
                emit: { measurement: m }
            """,
            new CollectingOutput());

        dispatcher.Dispatch(new("t", System.Text.Encoding.UTF8.GetBytes(payload), Some.Noon, 0));

        var counters = dispatcher.Bindings.First().Counters;
        Assert.Equal((events, passedOver), (counters.Received, counters.PassedOver));
    }

    [Fact]
    public void A_message_without_any_such_array_is_a_dead_letter() => Assert.Equal(
        ["rejected b decode: the message has no 'g[*].v'"], Decoded("g[*].v", """{"g":[{"w":1},{"v":null}]}"""));

    [Fact]
    public void The_message_itself_may_be_the_array() => Assert.Equal(
        ["m a=1 @1s", "m a=2 @1s"], Decoded(".", """ [ {"a":1}, {"a":2} ] """));

    [Fact]
    public void A_path_leads_through_objects_and_arrays() => Assert.Equal(
        [
            "m x=1 site=\"s\" group=\"g1\" data.unit=\"C\" @1s", "m x=2 site=\"s\" group=\"g1\" data.unit=\"C\" @1s",
            "m x=3 site=\"s\" group=\"g2\" data.unit=\"C\" @1s",
        ],
        Sorted(Decoded("data.groups[*].values", """
            {"site":"s","data":{"groups":[{"group":"g1","values":[{"x":1},{"x":2}]},{"values":[{"x":3}],"group":"g2"}],"unit":"C"}}
            """)));

    [Fact]
    public void An_elements_own_field_counts_before_one_around_it_which_is_there_with_a_prefix() => Assert.Equal(
        ["m t=1 outer.t=9 @1s", "m t=9 x=2 @1s"], Decoded("values", """{"t":9,"values":[{"t":1},{"x":2}]}"""));

    [Fact]
    public void What_a_message_hid_shows_in_no_other_message() => Assert.Equal(
        ["m t=1 outer.t=9 @1s", "m t=9 x=2 @2s"],
        DispatchedLines.Of(Binding("values"), "t", """{"t":9,"values":[{"t":1}]}""", """{"t":9,"values":[{"x":2}]}"""));

    [Fact]
    public void A_field_around_the_element_can_be_asked_for_by_its_prefix() => Assert.Equal(
        ["m outer.t=9 @1s"],
        DispatchedLines.Of(
            """
            bindings:
              - name: b
                trigger: { mqtt: t }
                decode: { json: { each: "values" } }
                where: outer.t = 9 and t < 5
                function: { builtin: pass, with: { fields: [outer.t] } }
                emit: { measurement: m }
            """,
            "t", """{"t":9,"values":[{"t":1},{"t":6}]}"""));

    [Fact]
    public void An_element_that_is_no_object_is_a_value_with_its_number() => Assert.Equal(
        ["m dt=10 value=0.5 index=0 @1s", "m dt=10 value=\"x\" index=1 @1s", "m dt=10 index=2 @1s"],
        Decoded("accel", """{"accel":[0.5,"x",null],"dt":10}"""));

    [Fact]
    public void An_element_that_is_an_array_has_its_elements_by_number() => Assert.Equal(
        ["m 0=1700000000 1=21.5 @1s", "m 0=1700000001 1=21.6 @1s"], Decoded(".", "[[1700000000,21.5],[1700000001,21.6]]"));

    [Fact]
    public void Elements_that_are_objects_have_a_number_where_it_is_asked_for() => Assert.Equal(
        ["m index=1 x=6 @1s"],
        DispatchedLines.Of(
            """
            bindings:
              - name: b
                trigger: { mqtt: t }
                decode: { json: { each: "." } }
                where: index > 0
                function: { builtin: pass, with: { fields: [index, x] } }
                emit: { measurement: m }
            """,
            "t", """[{"x":5},{"x":6}]"""));

    [Theory]
    [InlineData(".", "[]")]
    [InlineData("values", """{"values":[]}""")]
    [InlineData("groups[*].values", """{"groups":[]}""")]
    [InlineData("groups[*].values", """{"groups":[{"values":[]}]}""")]
    public void An_empty_array_gives_no_event(string each, string payload) => Assert.Empty(Decoded(each, payload));

    [Theory]
    [InlineData(".", """{"a":1}""", "the payload is a JSON object, not an array")]
    [InlineData("values", "[1]", "the payload is a JSON array, not an object")]
    [InlineData("values", """{"value":[1]}""", "the message has no 'values'")]
    [InlineData("values", """{"values":null}""", "the message has no 'values'")]
    [InlineData("values", """{"values":{"a":1}}""", "'values' at byte 10 is a JSON object, not an array")]
    [InlineData("a.b", """{"a":[1]}""", "'a' at byte 5 is a JSON array, not an object, on the way of 'each: a.b'")]
    [InlineData("a[*].b", """{"a":{"b":[1]}}""", "'a' at byte 5 is a JSON object, not an array, on the way of 'each: a[*].b'")]
    [InlineData("a[*].b", """{"a":[{"b":[1]},2]}""", "an element of 'a' at byte 16 is a number, not an object")]
    [InlineData("a[*].b", """{"a":[{"c":[1]}]}""", "the message has no 'a[*].b'")]
    [InlineData("values", """{"values":[{"a":1},{"a":1e999}]}""", "event 1: a number beyond the range of a double at byte 24")]
    [InlineData("values", """{"values":[{"a":1}],""", "not JSON at byte 19: ")]
    [InlineData(".", "[1] 2", "not JSON at byte 4: ")]
    [InlineData(".", """[{"a":1},{"a":"\ud800"}]""", "event 1: text with half a surrogate pair at byte ")]
    public void What_is_not_as_declared_gives_up_the_whole_message(string each, string payload, string problem) =>
        Assert.StartsWith($"rejected b decode: {problem}", Assert.Single(Decoded(each, payload)), StringComparison.Ordinal);

    [Fact]
    public void An_array_without_each_says_what_to_write() => Assert.Equal(
        ["rejected b decode: the payload is a JSON array, not an object: 'each: .' makes an event of each element"],
        DispatchedLines.Decoded("json", "[1]"));

    [Fact]
    public void A_capture_is_hidden_by_no_field_of_the_message() => Assert.Equal(
        ["m,device=p1 v=1 @1s"],
        DispatchedLines.Of(
            Binding("values").Replace("mqtt: t", "mqtt: \"{device}/x\"", StringComparison.Ordinal), "p1/x",
            """{"device":"q","values":[{"v":1}]}"""));

    [Fact]
    public void Each_element_has_its_own_time_and_tags() => Assert.Equal(
        ["kep,id=Channel1.Device1.Tag1 v=7 @1193ms", "kep,id=Channel1.Device1.Tag2 v=\"MSN0573\" @2193ms"],
        DispatchedLines.Of(
            """
            bindings:
              - name: kep
                trigger: { mqtt: "kep/{server}" }
                decode: { json: { each: values } }
                event_time: { field: t }
                function: { builtin: pass, with: { fields: [v] } }
                emit: { measurement: kep, tags: [id] }
            """,
            "kep/line1",
            """
            {"timestamp":1767225604224,"values":[{"id":"Channel1.Device1.Tag1","t":1767225601193,"v":7,"q":true},
             {"id":"Channel1.Device1.Tag2","t":1767225602193,"v":"MSN0573","q":true}]}
            """));

    [Fact]
    public void A_window_takes_every_sample_of_a_burst() => Assert.Contains(
        "burst,server=m1 value_count=4 value_max=0.9 @0s..1m",
        DispatchedLines.Of(
            """
            bindings:
              - name: burst
                trigger: { mqtt: "burst/{server}" }
                decode: { json: { each: accel } }
                window: { tumbling: 1m, group_by: [server] }
                function: { builtin: stats, with: { fields: [value], stats: [count, max] } }
                emit: { measurement: burst }
            """,
            "burst/m1", """{"t0":"2026-01-01T00:00:05Z","dt_ms":10,"accel":[0.1,0.2,0.15,0.9]}"""));

    [Fact]
    public void Lines_and_each_exclude_each_other()
    {
        var result = BindingsFile.Parse(
            "bindings: [ { name: b, trigger: { mqtt: t }, function: { builtin: pass }, decode: { json: { each: ., lines: true } } } ]",
            "b");
        Assert.Equal(
            "lines true and each . exclude each other: an event is a line or an element", Assert.Single(result.Problems).Message);
    }

    private static IReadOnlyList<string> Sorted(IReadOnlyList<string> lines) => [.. lines.Select(line =>
    {
        var parts = line.Split(' ');
        string[] order = ["x", "site", "group", "data.unit"];
        return string.Join(' ', [parts[0], .. parts[1..^1].OrderBy(p => Array.IndexOf(order, p.Split('=')[0])), parts[^1]]);
    })];

    private static IReadOnlyList<string> Decoded(string each, string payload) => DispatchedLines.Of(Binding(each), "t", payload);

    private static string Binding(string each) =>
        $$"""
        bindings:
          - name: b
            trigger: { mqtt: t }
            decode: { json: { each: "{{each}}" } }
            function: { builtin: pass }
            emit: { measurement: m }
        """;
}
