using EventEdge.Contracts.Events;

namespace EventEdge.FunctionDispatcher.Tests.Decoding;

/// <summary>CloudEvents over MQTT 5, by the examples of the MQTT binding (3.1.4 binary, 3.2.4 structured) and of the JSON format.</summary>
public sealed class CloudEventsModeTests
{
    private const string Fields = "datacontenttype='application/json; charset=utf-8' specversion='1.0' type='com.example.someevent' "
        + "time='2018-04-05T03:56:24Z' id='1234-1234-1234' source='/mycontext/subcontext'";

    private static readonly (string Name, string Value)[] Attributes =
    [
        ("specversion", "1.0"), ("type", "com.example.someevent"), ("time", "2018-04-05T03:56:24Z"), ("id", "1234-1234-1234"),
        ("source", "/mycontext/subcontext"),
    ];

    [Fact]
    public void In_binary_mode_attributes_are_user_properties_and_the_payload_is_the_data() => Assert.Equal(
        $"{Fields} data.temperature=21.5", Read("""{"temperature":21.5}""", Said("application/json; charset=utf-8")));

    [Theory]
    [InlineData("application/cloudevents+json; charset=utf-8")]
    [InlineData("APPLICATION/CloudEvents+JSON")]
    public void In_structured_mode_the_content_type_says_so(string type) => Assert.Equal(
        "specversion='1.0' type='com.example.someevent' id='1' source='/s' data.t=1",
        Read("""{"specversion":"1.0","type":"com.example.someevent","id":"1","source":"/s","data":{"t":1}}""", Said(type)));

    [Theory]
    [InlineData(null)]
    [InlineData("application/json")]
    public void Without_attributes_beside_it_a_payload_is_an_event_as_a_whole(string? type) => Assert.Equal(
        "specversion='1.0' type='t' id='1' source='/s'",
        Read("""{"specversion":"1.0","type":"t","id":"1","source":"/s"}""", MessageProperties.Of(type)));

    [Theory]
    [InlineData("text/plain", "hello", " data='hello'")]
    [InlineData("text/plain", "", "")]
    [InlineData("application/vnd.acme+json", "7", " data=7")]
    [InlineData("image/jpeg", "hello", " data_base64='aGVsbG8='")]
    public void Data_are_read_by_their_type(string type, string data, string fields) => Assert.Equal(
        Fields.Replace("application/json; charset=utf-8", type, StringComparison.Ordinal) + fields, Read(data, Said(type)));

    [Fact]
    public void Data_of_no_type_are_bytes()
    {
        var read = Read("{}", Said(null));

        Assert.EndsWith(" data_base64='e30='", read, StringComparison.Ordinal);
        Assert.DoesNotContain("datacontenttype", read, StringComparison.Ordinal);
    }

    [Fact]
    public void Data_in_CBOR_are_fields() => Assert.EndsWith(
        " data.t=1000", Bench(Said("application/cbor")).Read(Convert.FromHexString("a161741903e8")), StringComparison.Ordinal);

    [Fact]
    public void Properties_that_cannot_be_attributes_are_none() => Assert.Equal(
        $"{Fields} ext1='x'",
        Read("", Said(
            "application/json; charset=utf-8", ("eventedge-hops", "2"), ("Site", "n"), ("data", "{}"), ("ext1", "x"), ("", "y"))));

    [Theory]
    [InlineData("specversion", "'specversion' is missing")]
    [InlineData("id", "'id' is missing")]
    [InlineData("source", "'source' is missing")]
    [InlineData("type", "'type' is missing")]
    public void What_an_event_needs_is_told_when_it_is_not_there(string without, string problem)
    {
        var rest = Attributes.Where(a => a.Name != without).ToArray();

        Assert.Equal($"! {problem}", Read("{}", MessageProperties.Of("application/json", rest), "{ cloudevents: { mode: binary } }"));
    }

    [Theory]
    [InlineData("id", "", "'id' is no text, or an empty one")]
    [InlineData("time", "yesterday", "'time' is no time")]
    [InlineData("specversion", "0.3", "'specversion' is not '1.0'")]
    public void An_attribute_that_is_none_is_told(string name, string value, string problem)
    {
        var all = Attributes.Where(a => a.Name != name).Append((name, value)).ToArray();

        Assert.Equal($"! {problem}", Read("{}", MessageProperties.Of("application/json", all)));
    }

    [Fact]
    public void An_attribute_that_is_there_twice_is_told() => Assert.Equal(
        "! the attribute 'id' is there twice", Read("{}", Said("application/json", ("id", "2"))));

    [Fact]
    public void The_type_may_stand_among_the_attributes_too()
    {
        Assert.Contains("datacontenttype='text/plain'", Read("x", Said(null, ("datacontenttype", "text/plain"))));
        Assert.Contains("datacontenttype='text/plain'", Read("x", Said("text/plain", ("datacontenttype", "text/csv"))));
    }

    [Theory]
    [InlineData("application/json", "{\"a\":", "! the data: not JSON at byte")]
    [InlineData("application/cbor", "a", "! the data: not CBOR at byte")]
    public void Data_that_are_not_what_they_say_are_told(string type, string data, string problem) =>
        Assert.StartsWith(problem, Read(data, Said(type)), StringComparison.Ordinal);

    [Fact]
    public void Text_is_UTF_8() => Assert.Equal("! the data: the text is not UTF-8", Bench(Said("text/plain")).Read((byte[])[0xc3, 0x28]));

    [Fact]
    public void A_binding_that_names_a_mode_takes_nothing_else()
    {
        Assert.StartsWith("! not JSON", Read("hello", Said("text/plain"), "{ cloudevents: { mode: structured } }"));
        Assert.Equal(
            "! 'specversion' is missing",
            Read(
                """{"specversion":"1.0","type":"t","id":"1","source":"/s"}""", MessageProperties.None,
                "{ cloudevents: { mode: binary } }"));
    }

    [Fact]
    public void A_batch_is_not_read_unasked() => Assert.Equal(
        "! the message is a list of events: that is mode batch", Read("[]", MessageProperties.Of("application/cloudevents-batch+json")));

    [Fact]
    public void A_capture_wins() => Assert.StartsWith(
        "source='press' ", With(DecoderBench.Of("cloudevents").Capturing("source", "press"), Said("text/plain")).Read("x"));

    [Fact]
    public void What_is_no_UTF_8_in_a_property_cannot_break_it()
    {
        // No listener lets it through; a journal from elsewhere may have it.
        var writer = new MessagePropertyWriter();
        writer.AddUser("specversion", [0xff, 0xfe]);

        Assert.Equal("! 'specversion' is not '1.0'", Read("{}", writer.ToProperties()));
    }

    [Fact]
    public void Workers_share_what_is_one_event()
    {
        Assert.True(DecoderBench.Of("cloudevents").IsShareable);
        Assert.False(DecoderBench.Of("{ cloudevents: { mode: batch } }").IsShareable);
    }

    private static MessageProperties Said(string? type, params (string Name, string Value)[] more) =>
        MessageProperties.Of(type, [.. Attributes, .. more]);

    private static string Read(string payload, MessageProperties said, string decode = "cloudevents") =>
        With(DecoderBench.Of(decode), said).Read(payload);

    private static DecoderBench Bench(MessageProperties said) => With(DecoderBench.Of("cloudevents"), said);

    private static DecoderBench With(DecoderBench bench, MessageProperties said)
    {
        bench.Properties = said;
        return bench;
    }
}
