using System.Text;
using EventEdge.Contracts.Events;
using EventEdge.FunctionDispatcher.Decoders.Text;

namespace EventEdge.FunctionDispatcher.Tests.Decoding;

public sealed class TextEventDecoderTests
{
    private readonly EventLayout _layout = new();

    public static TheoryData<string, FieldValue> Payloads => new()
    {
        { "21.5", 21.5 },
        { " -1e3\r\n", -1000 },
        { "true", true },
        { "false", false },
        { "True", "True" },
        { "NaN", "NaN" },
        { "1e999", "1e999" },
        { "1,5", "1,5" },
        { "open listener", "open listener" },
        { "\uFEFF7", 7 },
        { "   ", "" },
    };

    [Theory]
    [MemberData(nameof(Payloads))]
    public void The_payload_is_the_field_value(string payload, FieldValue expected) => Assert.Equal(expected, Read(payload));

    [Fact]
    public void A_long_text_is_kept_whole() => Assert.Equal(new string('ä', 500), Read(new string('ä', 500)).AsText);

    [Fact]
    public void A_short_text_seen_before_is_the_same_string()
    {
        var decoder = new TextEventDecoder(_layout);
        var (one, two) = (new EdgeEvent(_layout), new EdgeEvent(_layout));
        decoder.TryDecode("open"u8, one, out _);
        decoder.TryDecode("open"u8, two, out _);
        Assert.Same(one["value"].AsText, two["value"].AsText);
    }

    [Fact]
    public void A_capture_of_that_name_wins()
    {
        var target = new EdgeEvent(_layout);
        target.Set(_layout.SlotOf("value"), FieldValue.Of("captured"));
        Assert.True(new TextEventDecoder(_layout).TryDecode("7"u8, target, out _));
        Assert.Equal("captured", target["value"].AsText);
    }

    [Fact]
    public void What_is_no_text_is_told()
    {
        Assert.False(new TextEventDecoder(_layout).TryDecode([0x61, 0xFF], new(_layout), out var error));
        Assert.Equal("not UTF-8 at byte 1", error);
        Assert.False(new TextEventDecoder(_layout).TryDecode([], new(_layout), out error));
        Assert.Equal("the payload is empty", error);
    }

    private FieldValue Read(string payload)
    {
        var target = new EdgeEvent(_layout);
        Assert.True(new TextEventDecoder(_layout).TryDecode(Encoding.UTF8.GetBytes(payload), target, out var error), error);
        return target["value"];
    }
}
