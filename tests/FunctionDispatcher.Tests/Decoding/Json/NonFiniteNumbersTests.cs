using System.Text;
using CsCheck;
using EventEdge.FunctionDispatcher.Decoders.Json;
using EventEdge.FunctionDispatcher.Pipeline;
using EventEdge.FunctionDispatcher.Tests.Engine;

namespace EventEdge.FunctionDispatcher.Tests.Decoding.Json;

/// <summary>A bare NaN or infinity, which no JSON has and devices send, is null.</summary>
public sealed class NonFiniteNumbersTests
{
    [Theory]
    [InlineData("nan")]
    [InlineData("NaN")]
    [InlineData("-nan")]
    [InlineData("inf")]
    [InlineData("-Infinity")]
    [InlineData("+INF")]
    public void It_is_null(string written)
    {
        Assert.Equal(["m b=1 @1s"], DispatchedLines.Decoded("json", $$"""{"a":{{written}},"b":1}"""));
        Assert.Equal(
            ["m value=1 index=0 @1s", "m index=1 @1s"],
            DispatchedLines.Decoded("{ json: { each: v } }", $$"""{"v":[1, {{written}} ]}"""));
    }

    [Theory]
    [InlineData("""{"a":"nan, inf","b":NaN}""", "m a=\"nan, inf\" @1s")]
    [InlineData("""{"a":"\\\"nan,","b":NaN,"c":2}""", "m a=\"\\\\\\\"nan,\" c=2 @1s")]
    [InlineData("""{"nan":NaN,"c":2}""", "m c=2 @1s")]
    public void Texts_and_names_stay(string payload, string line) => Assert.Equal([line], DispatchedLines.Decoded("json", payload));

    [Theory]
    [InlineData("""{"a":nano}""", 6)]
    [InlineData("""{"a":NaN,"b":}""", 13)]
    [InlineData("""{"a":nan,"b":-inf,"c":x}""", 22)]
    public void What_is_wrong_otherwise_is_told_at_its_place(string payload, int offset) => Assert.StartsWith(
        $"rejected b decode: not JSON at byte {offset}: ", Assert.Single(DispatchedLines.Decoded("json", payload)),
        StringComparison.Ordinal);

    [Theory]
    [InlineData("json", """{"a":NaN,"b":-inf}""", 2)]
    [InlineData("json", """{"a":"NaN","b":null}""", 0)]
    [InlineData("{ json: { lines: true } }", "{\"a\":NaN}\n{\"a\":1}\n{\"a\":inf,\"b\":nan}", 3)]
    [InlineData("{ json: { each: v } }", """{"a":NaN,"v":[1,NaN,2]}""", 2)]
    [InlineData("{ json: { each: v } }", """{"a":NaN,"v":[]}""", 1)]
    [InlineData("json", """{"a":NaN,"b":""", 0)]
    public void It_is_counted_of_messages_that_are_decoded(string decode, string payload, int count)
    {
        using var dispatcher = Some.Dispatcher(Binding(decode), new CollectingOutput());

        dispatcher.Dispatch(new("t", Encoding.UTF8.GetBytes(payload), Some.Noon, 0));
        dispatcher.Dispatch(new("t", "{\"v\":[]}"u8.ToArray(), Some.Noon, 0));

        Assert.Equal(count, dispatcher.Bindings.First().Counters.NotFinite);
    }

    [Fact]
    public void Workers_count_as_one_thread_does()
    {
        using var dispatcher = Some.Dispatcher(
            """
            bindings:
              - name: b
                trigger: { mqtt: "t" }
                window: { tumbling: 1s, group_by: [k] }
                function: { builtin: stats, with: { fields: [a] } }
                emit: { measurement: m }
            """,
            new CollectingOutput(), workers: 3);

        dispatcher.DispatchAll(Enumerable.Range(0, 1000).Select(n => new InboundMessage(
            "t", Encoding.UTF8.GetBytes($$"""{"k":"{{n % 7}}","a":{{(n % 4 == 0 ? "NaN" : "1")}}}"""), Some.Noon, 0)).ToArray());

        Assert.Equal(250, dispatcher.Bindings.First().Counters.NotFinite);
    }

    private static string Binding(string decode) =>
        $$"""
        bindings:
          - name: b
            trigger: { mqtt: "t" }
            decode: {{decode}}
            function: { builtin: pass }
            emit: { measurement: m }
        """;

    [Fact]
    public void What_is_JSON_is_left_alone() => Gen.String[Gen.Char["\"\\{}[]:,nainf 1"], 0, 40].Sample(text =>
    {
        var bytes = Encoding.UTF8.GetBytes(text);
        var isJson = true;
        try
        {
            System.Text.Json.JsonDocument.Parse(bytes).Dispose();
        }
        catch (System.Text.Json.JsonException)
        {
            isJson = false;
        }

        Assert.False(new NonFiniteNumbers().TryReplace(bytes) && isJson, text);
    });
}
