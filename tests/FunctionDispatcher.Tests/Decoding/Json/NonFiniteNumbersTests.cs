using System.Text;
using CsCheck;
using EventEdge.FunctionDispatcher.Decoders.Json;

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
    [InlineData("""{"a":"\\\"nan,","b":NaN,"c":2}""", "m a=\"\\\"nan,\" c=2 @1s")]
    [InlineData("""{"nan":NaN,"c":2}""", "m c=2 @1s")]
    public void Texts_and_names_stay(string payload, string line) => Assert.Equal([line], DispatchedLines.Decoded("json", payload));

    [Theory]
    [InlineData("""{"a":nano}""", 6)]
    [InlineData("""{"a":NaN,"b":}""", 13)]
    [InlineData("""{"a":nan,"b":-inf,"c":x}""", 22)]
    public void What_is_wrong_otherwise_is_told_at_its_place(string payload, int offset) => Assert.StartsWith(
        $"rejected b decode: not JSON at byte {offset}: ", Assert.Single(DispatchedLines.Decoded("json", payload)),
        StringComparison.Ordinal);

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
