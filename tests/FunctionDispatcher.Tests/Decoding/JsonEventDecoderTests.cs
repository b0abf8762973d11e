using System.Text;
using EventEdge.Contracts.Events;
using EventEdge.FunctionDispatcher.Decoders.Json;

namespace EventEdge.FunctionDispatcher.Tests.Decoding;

public sealed class JsonEventDecoderTests
{
    [Fact]
    public void Wanted_fields_are_filled_and_others_skipped() =>
        Assert.Equal("t=21.5 device=d42", Wanting("t", "device").Read("""{"device":"d42","other":{"t":1},"t":21.5}"""));

    [Theory]
    [InlineData("""{"a":{"b":1}}""", "a.b=1")]
    [InlineData("""{"a":{"b":{"c":"x"}}}""", "a.b.c=x")]
    [InlineData("""{"a":[5,6]}""", "a.0=5")]
    [InlineData("""{"a":{"0":7}}""", "a.0=7")]
    [InlineData("""{"list":[{"v":1},{"v":2}]}""", "list.1.v=2")]
    [InlineData("""{"a.b":1}""", "a.b=1")]
    [InlineData("""{"a":{"b.c":3}}""", "a.b.c=3")]
    [InlineData("""{"\u0061":{"\u0062":1}}""", "a.b=1")]
    public void Nested_fields_are_found_by_their_path(string json, string expected) =>
        Assert.Equal(expected, Wanting("a.b", "a.b.c", "a.0", "list.1.v").Read(json));

    [Fact]
    public void A_field_can_be_a_value_in_one_message_and_an_object_in_the_next()
    {
        var decoder = Wanting("a", "a.b");
        Assert.Equal("a=1", decoder.Read("""{"a":1}"""));
        Assert.Equal("a.b=2", decoder.Read("""{"a":{"b":2}}"""));
    }

    [Fact]
    public void Every_kind_of_value_keeps_its_kind()
    {
        var decoder = Wanting("n", "t", "f", "z", "s");
        decoder.Read("""{"n":-1.5e3,"t":true,"f":false,"z":null,"s":"\u00e9 \"q\""}""");
        Assert.Equal(FieldValue.Of(-1500.0), decoder.Event["n"]);
        Assert.Equal(FieldValue.Of(true), decoder.Event["t"]);
        Assert.Equal(FieldValue.Of(false), decoder.Event["f"]);
        Assert.Equal(FieldValue.Null, decoder.Event["z"]);
        Assert.Equal(FieldValue.Of("é \"q\""), decoder.Event["s"]);
    }

    [Theory]
    [InlineData(" 21.5 ", "value=21.5")]
    [InlineData("\"on\"", "value=on")]
    [InlineData("true", "value=true")]
    [InlineData("\uFEFF{\"value\":1}", "value=1")]
    public void A_bare_value_becomes_the_field_value(string json, string expected) => Assert.Equal(expected, Wanting("value").Read(json));

    [Fact]
    public void Of_a_repeated_name_the_last_counts() => Assert.Equal("t=3", Wanting("t").Read("""{"t":1,"t":"x","t":3}"""));

    [Fact]
    public void A_topic_capture_wins_over_the_payload()
    {
        var decoder = Wanting("device", "t");
        decoder.Event.Set(0, FieldValue.Of("from topic"));
        Assert.Equal("device=from topic t=1", decoder.Read("""{"device":"from payload","t":1,"device":"again"}""", clear: false));
    }

    [Fact]
    public void Keeping_all_gives_every_field_a_slot() =>
        Assert.Equal(
            "t=1 a.b=2 a.c.0=x a.c.1=y dotted.name=3",
            Keeping("t").Read("""{"t":1,"a":{"b":2,"c":["x","y"],"d":{}},"dotted.name":3}"""));

    [Fact]
    public void Slots_added_to_the_layout_later_are_filled_too()
    {
        var decoder = Wanting("a");
        decoder.Read("""{"a":1}""");
        decoder.Layout.SlotOf("b.c");
        Assert.Equal("a=1 b.c=2", decoder.Read("""{"a":1,"b":{"c":2}}"""));
    }

    [Fact]
    public void A_short_text_seen_before_is_the_same_string()
    {
        var decoder = Wanting("device");
        decoder.Read("""{"device":"Fühler 7"}""");
        var first = decoder.Event["device"].AsText;
        decoder.Read("""{"device":"F\u00fchler 7"}""");
        Assert.Same(first, decoder.Event["device"].AsText);
    }

    [Fact]
    public void A_message_like_the_one_before_allocates_nothing()
    {
        var decoder = Wanting("device", "ts", "temperature", "on");
        var payload = """{"device":"d42","ts":1700000000000,"temperature":21.5,"skipped":"text","on":true}"""u8.ToArray();
        decoder.Decoder.TryDecode(payload, decoder.Event, out _);
        decoder.Event.Clear();
        var before = GC.GetAllocatedBytesForCurrentThread();
        decoder.Decoder.TryDecode(payload, decoder.Event, out _);
        Assert.Equal(0, GC.GetAllocatedBytesForCurrentThread() - before);
    }

    private static Bench Wanting(params string[] fields) => new(keepAll: false, fields);

    private static Bench Keeping(params string[] fields) => new(keepAll: true, fields);

    private sealed class Bench
    {
        public Bench(bool keepAll, string[] fields)
        {
            foreach (var field in fields) Layout.SlotOf(field);
            Decoder = new(Layout, keepAll);
            Event = new(Layout);
        }

        public EventLayout Layout { get; } = new();

        public JsonEventDecoder Decoder { get; }

        public EdgeEvent Event { get; }

        public string Read(string json, bool clear = true)
        {
            if (clear) Event.Clear();
            Assert.True(Decoder.TryDecode(Encoding.UTF8.GetBytes(json), Event, out var error), error);
            return string.Join(' ', Event.Fields.Select(field => $"{field.Key}={field.Value}"));
        }
    }
}
