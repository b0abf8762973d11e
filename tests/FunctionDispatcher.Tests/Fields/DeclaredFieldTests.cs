using System.Globalization;
using CsCheck;
using EventEdge.Contracts.Events;
using EventEdge.FunctionDispatcher.Fields;
using EventEdge.FunctionDispatcher.Outputs;
using EventEdge.FunctionDispatcher.Tests.Engine;

namespace EventEdge.FunctionDispatcher.Tests.Fields;

/// <summary>Declared, computed and dropped fields, from the YAML to the point or the dead letter.</summary>
public sealed class DeclaredFieldTests
{
    [Theory]
    [InlineData("{ x: t }", """{"t":5,"u":1}""", "u=1 x=5")]
    [InlineData("{ x: t, t: t }", """{"t":5}""", "t=5 x=5")]
    [InlineData("{ x: y, y: x }", """{"x":1,"y":2}""", "x=2 y=1")]
    [InlineData("{ x: { type: number, scale: 0.1 } }", """{"x":217}""", "x=21.7")]
    [InlineData("{ x: { scale: 0.1, offset: -40 } }", """{"x":617}""", "x=21.7")]
    [InlineData("{ x: { scale: 1.8, offset: 32 } }", """{"x":20}""", "x=68")]
    [InlineData("{ x: { type: number } }", """{"x":" -2.5e3 "}""", "x=-2500")]
    [InlineData("{ x: { type: number, decimal: comma } }", """{"x":"1.234,5"}""", "x=1234.5")]
    [InlineData("{ x: { type: number } }", """{"x":9007199254740993}""", "x=9007199254740993")]
    [InlineData("{ x: { type: integer } }", """{"x":"9223372036854775807"}""", "x=9223372036854775807")]
    [InlineData("{ x: { type: integer } }", """{"x":5.0}""", "x=5")]
    [InlineData("{ x: { type: text } }", """{"x":12.5}""", "x=12.5")]
    [InlineData("{ x: { type: boolean } }", """{"x":"ON"}""", "x=true")]
    [InlineData("{ x: { type: boolean } }", """{"x":0}""", "x=false")]
    [InlineData("{ x: { type: time } }", """{"x":"2026-01-01T00:00:00.250Z"}""", "x=1767225600250")]
    [InlineData("{ x: { map: { 0: idle, 1: run } } }", """{"x":1}""", "x=run")]
    [InlineData("{ x: { map: { 0: idle, 1: run } } }", """{"x":"0"}""", "x=idle")]
    [InlineData("{ x: { map: { true: 1, false: 0 }, type: integer } }", """{"x":true}""", "x=1")]
    [InlineData("{ x: { map: { open: true, closed: false }, type: boolean } }", """{"x":"closed"}""", "x=false")]
    [InlineData("{ x: { type: number, optional: true } }", """{"x":"n/a","y":1}""", "y=1")]
    [InlineData("{ x: { from: t, optional: true } }", """{"x":5,"y":1}""", "y=1")]
    [InlineData("{ x: t }", """{"t":null,"y":1}""", "y=1")]
    public void A_field_is_read_as_declared(string fields, string payload, string result) =>
        Assert.Equal(result, Run($"fields: {fields}", payload));

    [Theory]
    [InlineData("{ x: t }", "{}", "field x: there is no 't'")]
    [InlineData("{ x: { type: number } }", """{"x":"abc"}""", "field x: 'abc' is not a number")]
    [InlineData("{ x: { from: t, type: number } }", """{"t":"a\u001b[1m"}""", "field x: 'a\\u001b[1m' in t is not a number")]
    [InlineData("{ x: { type: number } }", """{"x":true}""", "field x: 'true' is not a number")]
    [InlineData("{ x: { type: number } }", """{"x":null}""", "field x: 'x' is null, not a number")]
    [InlineData("{ x: { type: integer } }", """{"x":5.5}""", "field x: '5.5' is not a whole number of 64 bits")]
    [InlineData(
        "{ x: { type: integer } }", """{"x":9223372036854775808}""", "field x: '9223372036854775808' is not a whole number of 64 bits")]
    [InlineData("{ x: { type: boolean } }", """{"x":2}""", "field x: '2' is not true or false")]
    [InlineData("{ x: { type: time } }", """{"x":"noon"}""", "field x: 'noon' is not a time")]
    [InlineData("{ x: { scale: 2 } }", """{"x":"7"}""", "field x: '7' is not a number")]
    [InlineData("{ x: { map: { 0: idle } } }", """{"x":7}""", "field x: '7' is not in its map")]
    [InlineData("{ x: { scale: 1e12 } }", """{"x":1e300}""",
        "field x: '1000000000000000052504760255204420248704468581108159154915854115…' is not a number")]
    public void What_cannot_be_read_as_declared_is_a_dead_letter_with_its_name(string fields, string payload, string reason)
    {
        var output = Feed($"fields: {fields}", payload);

        Assert.Empty(output.Points);
        var letter = Assert.Single(output.DeadLetters);
        Assert.Equal((FailureStage.Fields, reason), (letter.Stage, letter.Reason));
    }

    [Fact]
    public void A_long_value_is_cut_in_the_dead_letter()
    {
        var output = Feed("fields: { x: { type: number } }", $$"""{"x":"{{new string('y', 500)}}"}""");

        Assert.InRange(Assert.Single(output.DeadLetters).Reason.Length, 70, 110);
    }

    [Theory]
    [InlineData("{ p: u * i }", """{"u":230,"i":2}""", "i=2 p=460 u=230")]
    [InlineData("{ p: u * 2, q: p + 1 }", """{"u":1}""", "p=2 q=3 u=1")]
    [InlineData("{ q: p + 1, p: u * 2 }", """{"u":1}""", "p=2 u=1")]
    [InlineData("{ u: u * 1.8 + 32 }", """{"u":20}""", "u=68")]
    [InlineData("{ p: u / 0 }", """{"u":20}""", "u=20")]
    [InlineData("{ p: \"if(u > 10, 'high', 'low')\" }", """{"u":20}""", "p=high u=20")]
    [InlineData("{ d: \"upper(device)\" }", """{"u":20}""", "d=D1 u=20")]
    [InlineData("{ p: missing * 2 }", """{"p":1,"u":20}""", "u=20")]
    public void Fields_are_computed_in_the_order_of_the_file(string set, string payload, string result) =>
        Assert.Equal(result, Run($"set: {set}", payload));

    [Fact]
    public void Conditions_times_and_computed_fields_see_declared_ones()
    {
        const string keys = "fields: { temperature: { from: t, scale: 0.1 }, at: ts }\n    set: { kelvin: temperature + 273.15 }\n    "
            + "event_time: { field: at }\n    where: kelvin > 290";

        Assert.Equal("at=1772366400000 kelvin=294.15 temperature=21", Run(keys, """{"t":210,"ts":1772366400000}"""));
        Assert.Equal(string.Empty, Run(keys, """{"t":10,"ts":1772366400000}"""));
    }

    [Theory]
    [InlineData("keep: [a]", "a=1")]
    [InlineData("drop: [a, c]", "b=2")]
    [InlineData("keep: [sum]\n    set: { sum: a + b + c }", "sum=6")]
    [InlineData("keep: [a]\n    where: b = 2\n    event_id: { field: c, within: 1m }", "a=1")]
    [InlineData("keep: [a]\n    event_time: { clock: c }", "a=1 c=3")]
    public void A_function_of_every_field_is_given_what_is_kept(string keys, string result) =>
        Assert.Equal(result, Run(keys, """{"a":1,"b":2,"c":3}"""));

    [Theory]
    [InlineData("keep: [a]\n    window: { while: run = true, max: 1h, group_by: [device] }", "a=2 run=true")]
    [InlineData("keep: [a]\n    window: { from: start = 1, until: end = 1, max: 1h, group_by: [device] }", "a=2 end=1 start=0")]
    public void A_window_asks_its_conditions_of_every_event(string keys, string result)
    {
        var output = new CollectingOutput();
        using var dispatcher = Some.Dispatcher(Text(keys, "function: { builtin: last }"), output);
        dispatcher.Dispatch(Some.Message("{\"a\":1,\"run\":true,\"start\":1,\"end\":0,\"z\":1}", 1));
        dispatcher.Dispatch(Some.Message("{\"a\":2,\"run\":true,\"start\":0,\"end\":1,\"z\":1}", 2, receivedSeconds: 1));
        dispatcher.Dispatch(Some.Message("{\"a\":3,\"run\":false,\"start\":0,\"end\":0,\"z\":1}", 3, receivedSeconds: 2));
        dispatcher.Tick(Some.Noon.AddMinutes(1), 4);

        Assert.Equal(result, FieldsOf(output));
    }

    [Fact]
    public void A_decimal_fraction_scales_as_decimals_do() =>
        Gen.Select(Gen.Int[-1_000_000, 1_000_000], Gen.Int[0, 6], Gen.Int[-1000, 1000]).Sample((raw, digits, offset) =>
        {
            var scale = decimal.Parse($"1e-{digits}", NumberStyles.Float, CultureInfo.InvariantCulture);
            var expected = (double)((raw * scale) + (offset * scale));
            Assert.Equal(expected, new NumberScale((double)scale, (double)(offset * scale)).Of(FieldValue.Of(raw)).AsNumber);
        });

    [Fact]
    public void Workers_read_declared_fields_too()
    {
        const string keys = "fields: { temperature: { from: t, scale: 0.1 } }\n    set: { f: temperature * 1.8 + 32 }\n    "
            + "where: f < 200\n    window: { tumbling: 10s, group_by: [device] }";
        var lines = new[] { 1, 3 }.Select(workers =>
        {
            var output = new CollectingOutput();
            using var dispatcher = Some.Dispatcher(
                Text(keys, "function: { builtin: stats, with: { fields: [temperature, f] } }"), output, workers: workers);
            dispatcher.DispatchAll(
                Enumerable.Range(0, 300)
                    .Select(i => Some.Message(i % 50 == 7 ? "{}" : $$"""{"t":{{i * 5}}}""", i + 1, $"d{i % 5}", i * 0.2)).ToArray());
            return output.Lines.Concat(output.DeadLetters.Select(l => $"{l.Sequence} {l.Stage} {l.Reason}")).ToList();
        }).ToList();

        Assert.Contains(lines[0], line => line.Contains("Fields field temperature: there is no 't'", StringComparison.Ordinal));
        Assert.Equal(lines[0], lines[1]);
    }

    private static string Run(string keys, string payload)
    {
        var output = Feed(keys, payload);
        Assert.Empty(output.DeadLetters.Select(letter => letter.Reason));
        return FieldsOf(output);
    }

    private static string FieldsOf(CollectingOutput output) =>
        string.Join(' ', output.Points.SelectMany(p => p.Point.Fields).OrderBy(f => f.Key, StringComparer.Ordinal)
            .Where(f => f.Key is not "site").Select(f => $"{f.Key}={f.Value}"));

    private static CollectingOutput Feed(string keys, string payload)
    {
        var output = new CollectingOutput();
        using var dispatcher = Some.Dispatcher(Text(keys, "function: { builtin: pass }"), output);
        dispatcher.Dispatch(Some.Message(payload, 1));
        return output;
    }

    private static string Text(string keys, string function) =>
        "bindings:\n  - name: b\n    trigger: { mqtt: \"plant/{site}/press/{device}\" }\n    "
        + $"{keys}\n    {function}\n    emit: {{ measurement: b, tags: [device] }}\n";
}
