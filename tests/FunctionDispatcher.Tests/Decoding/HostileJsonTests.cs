using System.Text;
using CsCheck;
using EventEdge.Contracts.Events;
using EventEdge.FunctionDispatcher.Decoders.Json;

namespace EventEdge.FunctionDispatcher.Tests.Decoding;

public sealed class HostileJsonTests
{
    private readonly EventLayout _layout = new();
    private readonly EdgeEvent _event;

    public HostileJsonTests()
    {
        foreach (var field in new[] { "t", "a.b", "value" }) _layout.SlotOf(field);
        _event = new(_layout);
    }

    [Theory]
    [InlineData("", "the payload is empty")]
    [InlineData("[1]", "the payload is a JSON array, not an object: 'each: .' makes an event of each element")]
    [InlineData("null", "the payload is null, not an object")]
    [InlineData("{\"t\":1} x", "not JSON at byte 8: 'x' is invalid after a single JSON value. Expected end of data")]
    [InlineData("{\n\"a\":1,\n\"t\":,}", "not JSON at byte 13: ',' is an invalid start of a value")]
    [InlineData("{\"t\":1e999}", "a number beyond the range of a double at byte 5")]
    [InlineData("{\"t\":\"\\ud800\"}", "text with half a surrogate pair at byte 5")]
    [InlineData("{\"t\":true", "not JSON at byte 9: Expected depth to be zero at the end of the JSON payload. "
        + "There is an open JSON object or array that should be closed")]
    public void What_is_wrong_is_told_with_its_place(string json, string expected) =>
        Assert.Equal(expected, ErrorOf(Encoding.UTF8.GetBytes(json)));

    [Fact]
    public void Text_that_is_not_utf8_is_told_even_where_nobody_reads_it() =>
        Assert.Equal("not UTF-8 at byte 12", ErrorOf([.. "{\"unwanted\":\""u8[..12], 0xC3, 0x28, .. "\"}"u8]));

    [Fact]
    public void Nesting_is_read_to_the_limit_and_no_deeper()
    {
        Assert.Null(ErrorOf(Nested(JsonEventDecoder.DepthLimit)));
        Assert.StartsWith("not JSON at byte ", ErrorOf(Nested(JsonEventDecoder.DepthLimit + 1)));
        Assert.StartsWith("not JSON at byte ", ErrorOf(Nested(30_000)));
    }

    [Fact]
    public void A_payload_over_the_limit_is_not_parsed()
    {
        var decoder = new JsonEventDecoder(_layout, payloadLimit: 10);
        Assert.True(decoder.TryDecode("""{"t":1   }"""u8, _event, out _));
        Assert.False(decoder.TryDecode("""{"t":1    }"""u8, _event, out var error));
        Assert.Equal("the payload has 11 bytes, 10 are allowed", error);
    }

    [Fact]
    public void Keeping_all_stops_at_the_slot_limit_and_still_fills_what_it_knows()
    {
        var decoder = new JsonEventDecoder(_layout, keepAll: true);
        for (var round = 0; round < 8; round++)
        {
            var fields = Enumerable.Range(0, 1000).Select(i => $"\"f{round}_{i}\":{{\"x\":1}},\"g{round}_{i}\":[1,2]");
            Assert.True(decoder.TryDecode(Encoding.UTF8.GetBytes($"{{{string.Join(',', fields)},\"t\":5}}"), _event, out var error), error);
        }

        Assert.True(_layout.Count <= EventLayout.SlotLimit);
        Assert.Equal(5, _event["t"].AsNumber);
    }

    [Fact]
    public void Only_the_first_elements_of_a_long_array_are_kept()
    {
        var layout = new EventLayout();
        var decoder = new JsonEventDecoder(layout, keepAll: true);
        var payload = Encoding.UTF8.GetBytes($"{{\"a\":[{string.Join(',', Enumerable.Range(0, 5000))}]}}");
        Assert.True(decoder.TryDecode(payload, new(layout), out _));
        Assert.Equal(JsonEventDecoder.KeptElementLimit, layout.Count);
    }

    [Fact]
    public void Of_a_name_that_comes_ten_thousand_times_the_last_one_counts()
    {
        var names = Enumerable.Range(0, 10_000).Select(i => $"\"t\":{i},\"a\":{{\"b\":{-i}}}");
        Assert.Null(ErrorOf(Encoding.UTF8.GetBytes($"{{{string.Join(',', names)}}}")));
        Assert.Equal((9_999, -9_999), (_event["t"].AsNumber, _event["a.b"].AsNumber));
    }

    [Fact]
    public void A_value_hidden_behind_an_escaped_name_is_the_same_name()
    {
        Assert.Null(ErrorOf("""{"t":1,"\u0074":2}"""u8.ToArray()));
        Assert.Equal(2, _event["t"].AsNumber);
    }

    [Fact]
    public void A_number_of_a_quarter_of_a_million_digits_is_read_or_told()
    {
        var digits = new string('9', 250_000);
        Assert.Equal("a number beyond the range of a double at byte 5", ErrorOf(Encoding.UTF8.GetBytes($"{{\"t\":{digits}}}")));
        Assert.Null(ErrorOf(Encoding.UTF8.GetBytes($"{{\"t\":0.{digits}}}")));
        Assert.Equal(1, _event["t"].AsNumber);
    }

    [Fact]
    public void Names_and_texts_as_long_as_the_payload_may_be_are_read()
    {
        var text = new string('x', 120_000);
        Assert.Null(ErrorOf(Encoding.UTF8.GetBytes($"{{\"{text}\":1,\"t\":\"{text}\"}}")));
        Assert.Equal(text, _event["t"].ToString());
    }

    [Fact]
    public void No_bytes_make_it_throw() =>
        Gen.OneOf(Gen.Byte.Array[0, 50], Gen.OneOf([.. "{}[]\":,\\u0dt1e-.n"u8.ToArray()]).Array[0, 50]).Sample(
            bytes =>
            {
                var layout = new EventLayout();
                var decoder = new JsonEventDecoder(layout, keepAll: true);
                Assert.Equal(decoder.TryDecode(bytes, new(layout), out var error), error is null);
            },
            iter: 20_000);

    private static byte[] Nested(int depth)
    {
        var json = new StringBuilder();
        for (var i = 1; i < depth; i++) json.Append("{\"a\":");
        json.Append("{}").Append('}', depth - 1);
        return Encoding.UTF8.GetBytes(json.ToString());
    }

    private string? ErrorOf(byte[] payload)
    {
        new JsonEventDecoder(_layout).TryDecode(payload, _event, out var error);
        return error;
    }
}
