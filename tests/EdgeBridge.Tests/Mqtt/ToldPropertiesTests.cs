using EventEdge.Contracts.Events;
using EventEdge.EdgeBridge.Mqtt;
using EventEdge.Tests.Support;

namespace EventEdge.EdgeBridge.Tests.Mqtt;

/// <summary>What a sender says about its message reaches the intake, over the node's own listener and over a Mosquitto.</summary>
public sealed class ToldPropertiesTests : MqttEndpointTests
{
    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(2)]
    public async Task Over_the_listener(int qos)
    {
        await using var broker = await StartEmbeddedAsync();
        await AssertToldAsync(broker.Port, qos);
    }

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(2)]
    public async Task Over_an_external_broker(int qos)
    {
        await using var mosquitto = await MosquittoServer.StartAsync();
        await using var endpoint = await StartExternalAsync(mosquitto.Port, new TopicSubscription("plant/#", 2));
        await UpAsync(endpoint);
        await AssertToldAsync(mosquitto.Port, qos);
    }

    [Fact]
    public async Task A_message_of_MQTT_3_says_nothing()
    {
        await using var broker = await StartEmbeddedAsync();
        using var client = await RawMqttClient.OpenAsync(broker.Port);
        await client.SendAsync(RawMqttClient.Publish("plant/1", payload: "x"));
        await Intake.WaitForAsync(1);

        Assert.Null(Intake.All[0].Properties);
    }

    private async Task AssertToldAsync(int port, int qos)
    {
        var writer = new MessagePropertyWriter();
        writer.AddFormat(isText: true);
        writer.Add(MessagePropertyId.ContentType, "application/json");
        writer.Add(MessagePropertyId.ResponseTopic, "answers/ü");
        writer.Add(MessagePropertyId.CorrelationData, [0, 255]);
        writer.AddUser("site", "north");
        writer.AddUser("site", "süd");
        writer.AddUser("empty", string.Empty);
        await using var sensor = await ConnectAsync(port);
        await sensor.PublishAsync("plant/1", Bytes("plain"), qos, cancellation: Cancellation);
        await sensor.PublishAsync("plant/1", Bytes("told"), qos, properties: writer.ToProperties(), cancellation: Cancellation);
        await sensor.FlushAsync(Cancellation);
        await Intake.WaitForAsync(2);

        Assert.Null(Intake.All.Single(one => one.Text == "plain").Properties);
        var said = Intake.All.Single(one => one.Text == "told").Properties!;
        Assert.Equal((true, "application/json", "answers/ü"), (said.IsText, said.ContentType, said.ResponseTopic));
        Assert.Equal([0, 255], said.CorrelationData.ToArray());
        Assert.Equal([new("site", "north"), new("site", "süd"), new("empty", string.Empty)], said.UserProperties);
    }
}
