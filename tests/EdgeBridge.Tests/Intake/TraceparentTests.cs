using System.Text;
using EventEdge.Contracts.Tracing;
using EventEdge.EdgeBridge.Mqtt.Packets;

namespace EventEdge.EdgeBridge.Tests.Intake;

/// <summary>Where a message's trace comes from.</summary>
public sealed class TraceparentTests
{
    private const string Trace = "00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01";

    [Theory]
    [InlineData(Trace, true)]
    [InlineData("00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-00", true)]
    [InlineData("00-00000000000000000000000000000000-00f067aa0ba902b7-01", false)]
    [InlineData("00-4BF92F3577B34DA6A3CE929D0E0E4736-00f067aa0ba902b7-01", false)]
    [InlineData("00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7", false)]
    [InlineData("00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-0\u00e9", false)]
    [InlineData("", false)]
    public void Only_a_legal_traceparent_is_one(string text, bool isLegal) =>
        Assert.Equal(isLegal ? text : null, EventTrace.Read(Encoding.UTF8.GetBytes(text)));

    [Fact]
    public void A_user_property_of_MQTT_5_brings_it_whatever_stands_around_it() => Assert.Equal(
        Trace, TraceProperty.Find(
            [0x01, 1, 0x02, 0, 0, 0, 9, 0x23, 0, 3, .. Text(0x03, "text/plain"), .. User("a", "b"), .. User("traceparent", Trace)], []));

    [Fact]
    public void A_CloudEvent_brings_it_as_an_attribute()
    {
        var payload = Encoding.UTF8.GetBytes($$"""{"specversion":"1.0","data":{"traceparent":"no"},"traceparent":"{{Trace}}"}""");
        Assert.Equal(Trace, TraceProperty.Find(Text(0x03, "application/cloudevents+json; charset=utf-8"), payload));
        Assert.Null(TraceProperty.Find(Text(0x03, "application/json"), payload));
    }

    [Theory]
    [InlineData("")]
    [InlineData("[1]")]
    [InlineData("{\"traceparent\":7}")]
    [InlineData("{\"traceparent\":")]
    [InlineData("{\"a\":{\"traceparent\":\"00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01\"}}")]
    public void What_is_wrong_with_a_payload_is_not_said_here(string payload) =>
        Assert.Null(CloudEventTrace.Find(Encoding.UTF8.GetBytes(payload)));

    private static byte[] User(string name, string value) => [0x26, .. Text(name), .. Text(value)];

    private static byte[] Text(byte id, string text) => [id, .. Text(text)];

    private static byte[] Text(string text) => [0, (byte)text.Length, .. Encoding.UTF8.GetBytes(text)];
}
