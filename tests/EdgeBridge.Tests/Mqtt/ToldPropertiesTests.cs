using EventEdge.Contracts.Events;
using EventEdge.EdgeBridge.Mqtt;
using EventEdge.FunctionDispatcher.Outputs;
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

    [Fact]
    public async Task What_the_node_says_of_its_results_reaches_subscribers_of_its_broker()
    {
        await using var broker = await StartEmbeddedAsync();
        await using var listener = await StartExternalAsync(broker.Port, new TopicSubscription("plant/#", 1));
        await UpAsync(listener);

        await AssertSaidAsync(broker);
    }

    [Fact]
    public async Task What_the_node_says_of_its_results_reaches_subscribers_of_another_broker()
    {
        await using var mosquitto = await MosquittoServer.StartAsync();
        await using var node = await StartExternalAsync(mosquitto.Port);
        await using var listener = await StartExternalAsync(
            mosquitto.Port, options => options with { Node = "n2" }, new TopicSubscription("plant/#", 1));
        await UpAsync(node);
        await UpAsync(listener);

        await AssertSaidAsync(node);
    }

    private async Task AssertSaidAsync(IMqttEndpoint endpoint)
    {
        var said = MessageProperties.Of("application/json", ("specversion", "1.0"), ("id", "7"));
        Assert.True(endpoint.TryPublish(new LocalMessage("plant/1", Bytes("{}"), Retain: false) { Properties = said }));
        Assert.True(endpoint.TryPublish(new LocalMessage("plant/2", Bytes("{}"), Retain: false)));
        await Intake.WaitForAsync(2);

        var heard = Intake.All.Single(one => one.Topic == "plant/1").Properties!;
        Assert.Equal(("application/json", "7", "1.0"), (heard.ContentType, heard.User("id"), heard.User("specversion")));
        Assert.Null(Intake.All.Single(one => one.Topic == "plant/2").Properties);
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
