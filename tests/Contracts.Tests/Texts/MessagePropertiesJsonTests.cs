using System.Text;
using System.Text.Json;
using System.Text.Json.Serialization;
using EventEdge.Contracts.Events;
using EventEdge.Contracts.Texts;

namespace EventEdge.Contracts.Tests.Texts;

/// <summary>What a message says about itself as JSON, which functions and people read.</summary>
public sealed class MessagePropertiesJsonTests
{
    [Fact]
    public void User_properties_are_pairs_as_a_name_may_come_twice() => Assert.Equal(
        """{"content_type":"text/csv","user":[["site","north"],["site","süd"]]}""",
        Text(MessageProperties.Of("text/csv", ("site", "north"), ("site", "süd"))));

    [Fact]
    public void Nothing_said_is_an_empty_object() => Assert.Equal("{}", Text(MessageProperties.None));

    [Theory]
    [InlineData("""{"content_type":"application/json","payload_format":"utf8","response_topic":"re/1"}""")]
    [InlineData("""{"correlation_data_base64":"AP8=","message_expiry":4294967295,"user":[["a",""],["","b"]]}""")]
    [InlineData("""{"payload_format":"binary"}""")]
    [InlineData("""{"correlation_data_base64":""}""")]
    public void What_was_written_is_read_back(string json) => Assert.Equal(json, Text(Read(json).Said!));

    [Theory]
    [InlineData("""{"Said":{"content_type":7}}""")]
    [InlineData("""{"Said":{"message_expiry":-1}}""")]
    [InlineData("""{"Said":{"correlation_data_base64":"?"}}""")]
    [InlineData("""{"Said":{"user":[["a"]]}}""")]
    [InlineData("""{"Said":{"user":[["a",1]]}}""")]
    [InlineData("""{"Said":[]}""")]
    public void What_is_none_is_no_JSON_of_ours(string json) =>
        Assert.Throws<JsonException>(() => JsonSerializer.Deserialize<Holder>(json));

    private static Holder Read(string said) => JsonSerializer.Deserialize<Holder>($$"""{"Said":{{said}}}""")!;

    private static string Text(MessageProperties said) => Encoding.UTF8.GetString(JsonBytes.Of(said, MessagePropertiesJson.Write));

    private sealed record Holder
    {
        [JsonConverter(typeof(MessagePropertiesJson))]
        public MessageProperties? Said { get; init; }
    }
}
