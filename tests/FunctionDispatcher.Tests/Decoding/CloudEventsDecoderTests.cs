namespace EventEdge.FunctionDispatcher.Tests.Decoding;

public sealed class CloudEventsDecoderTests
{
    private const string Context = """ "specversion":"1.0","id":"7","source":"/press/1","type":"t" """;
    private const string Fields = "specversion='1.0' id='7' source='/press/1' type='t'";

    [Fact]
    public void Attributes_and_data_are_fields() =>
        Assert.Equal(
            "specversion='1.0' type='com.github.pull_request.opened' source='https://github.com/cloudevents/spec/pull' subject='123' "
            + "id='A234-1234-1234' time='2018-04-05T17:31:00Z' comexampleextension1='value' comexampleothervalue=5 "
            + "datacontenttype='application/json' data.a.b=21.5",
            DecoderBench.Of("cloudevents").Read("""
                {
                  "specversion" : "1.0", "type" : "com.github.pull_request.opened",
                  "source" : "https://github.com/cloudevents/spec/pull", "subject" : "123", "id" : "A234-1234-1234",
                  "time" : "2018-04-05T17:31:00Z", "comexampleextension1" : "value", "comexampleothervalue" : 5,
                  "datacontenttype" : "application/json", "data" : { "a": { "b": 21.5 } }
                }
                """));

    [Theory]
    [InlineData("""{CONTEXT,"data":5}""", "data=5")]
    [InlineData("""{CONTEXT,"data":"x"}""", "data='x'")]
    [InlineData("""{CONTEXT,"data":null}""", "data=null")]
    [InlineData("""{CONTEXT,"subject":null}""", "subject=null")]
    [InlineData("""{CONTEXT}""", "")]
    public void Data_may_be_of_any_kind(string message, string fields) =>
        Assert.Equal($"{Fields} {fields}".TrimEnd(), Read(message));

    [Theory]
    [InlineData("application/json", """{"t":21.5}""", "data.t=21.5")]
    [InlineData("application/vnd.acme+json; charset=utf-8", "7", "data=7")]
    [InlineData("text/plain", "hello", "data='hello'")]
    [InlineData("application/octet-stream", "hello", "")]
    public void Data_as_bytes_are_read_by_their_type(string type, string data, string fields) =>
        Assert.Equal($"{fields} {Fields}".TrimStart(), ReadBytes(type, System.Text.Encoding.UTF8.GetBytes(data)));

    /// <summary>Bytes that are more than one value cannot pass themselves off as attributes.</summary>
    [Theory]
    [InlineData("""1,"source":"/other" """)]
    [InlineData("""1},"source":{"x":1""")]
    [InlineData("1 2")]
    [InlineData("")]
    public void Data_as_bytes_are_one_value(string data) =>
        Assert.StartsWith(
            "! 'data_base64': not JSON at byte", ReadBytes("application/json", System.Text.Encoding.UTF8.GetBytes(data)),
            StringComparison.Ordinal);

    [Theory]
    [InlineData("application/cbor", "a161741903e8", "data.t=1000")]
    [InlineData("application/msgpack", "81a174cd03e8", "data.t=1000")]
    [InlineData("application/cbor", "a16174", "! 'data_base64': not CBOR at byte 3: the payload ends inside it")]
    [InlineData("application/cbor", "0000", "! 'data_base64': 1 bytes behind the data, at byte 1")]
    [InlineData("application/json", "7b", "! 'data_base64': not JSON")]
    [InlineData("text/plain", "c328", "! 'data_base64': the text is not UTF-8")]
    public void Data_of_binary_formats_are_read(string type, string hex, string fields) =>
        Assert.StartsWith(fields, ReadBytes(type, Convert.FromHexString(hex)), StringComparison.Ordinal);

    [Theory]
    [InlineData("[]", "")]
    [InlineData("[{CONTEXT,\"data\":1},{CONTEXT,\"data\":2}]", "FIELDS data=1 | FIELDS data=2")]
    [InlineData("[{CONTEXT,\"data\":1},{\"id\":\"8\"}]", "! event 2: 'specversion' is missing")]
    [InlineData("[{CONTEXT,\"data\":1},", "! not JSON at byte")]
    [InlineData("{CONTEXT}", "! the message is no list of events, as mode batch has it")]
    public void A_batch_is_many_events_or_none(string message, string events) =>
        Assert.StartsWith(
            events.Replace("FIELDS", Fields, StringComparison.Ordinal), Read(message, "{ cloudevents: { mode: batch } }"),
            StringComparison.Ordinal);

    [Theory]
    [InlineData("""{"id":"7","source":"s","type":"t"}""", "'specversion' is missing")]
    [InlineData("""{"specversion":"0.3","id":"7","source":"s","type":"t"}""", "'specversion' is not '1.0'")]
    [InlineData("""{"specversion":"1.0","source":"s","type":"t"}""", "'id' is missing")]
    [InlineData("""{"specversion":"1.0","id":"","source":"s","type":"t"}""", "'id' is no text, or an empty one")]
    [InlineData("""{"specversion":"1.0","id":7,"source":"s","type":"t"}""", "'id' is no text, or an empty one")]
    [InlineData("""{"specversion":"1.0","id":"7","type":"t"}""", "'source' is missing")]
    [InlineData("""{"specversion":"1.0","id":"7","source":"s"}""", "'type' is missing")]
    [InlineData("""{CONTEXT,"time":"yesterday"}""", "'time' is no time")]
    [InlineData("""{CONTEXT,"ext":{}}""", "the attribute 'ext' is neither a text nor a number nor a truth value")]
    [InlineData("""{CONTEXT,"data":1,"data_base64":"AA=="}""", "there are both 'data' and 'data_base64'")]
    [InlineData("""{CONTEXT,"data_base64":"A"}""", "'data_base64' is no Base64")]
    [InlineData("[{CONTEXT}]", "the message is a list of events: that is mode batch")]
    [InlineData("5", "a CloudEvent is an object")]
    public void What_is_no_event_is_told(string message, string problem) => Assert.Equal($"! {problem}", Read(message));

    [Fact]
    public void A_capture_wins() =>
        Assert.Equal(
            "source='press' data=1",
            DecoderBench.Wanting("cloudevents", "source", "data").Capturing("source", "press")
                .Read("{CONTEXT,\"data\":1}".Replace("CONTEXT", Context, StringComparison.Ordinal)));

    private static string Read(string message, string decode = "cloudevents") =>
        DecoderBench.Of(decode).Read(message.Replace("CONTEXT", Context, StringComparison.Ordinal));

    private static string ReadBytes(string type, byte[] data)
    {
        var text = Convert.ToBase64String(data);
        var read = Read($$"""{CONTEXT,"datacontenttype":"{{type}}","data_base64":"{{text}}"}""");
        return read.Replace($" datacontenttype='{type}' data_base64='{text}'", string.Empty, StringComparison.Ordinal);
    }
}
