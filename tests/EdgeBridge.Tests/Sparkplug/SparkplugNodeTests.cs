using System.Text;
using EventEdge.EdgeBridge.Mqtt;
using EventEdge.EdgeBridge.Mqtt.External;
using EventEdge.EdgeBridge.Mqtt.Listener;
using EventEdge.EdgeBridge.Node;
using EventEdge.EdgeBridge.Sparkplug;
using EventEdge.EdgeBridge.Tests.Node.Support;
using EventEdge.FunctionDispatcher.Sparkplug;
using EventEdge.Tests.Support;
using Microsoft.Extensions.Logging.Abstractions;
using MQTTnet;
using RawMqttClient = EventEdge.EdgeBridge.Tests.Mqtt.RawMqttClient;

namespace EventEdge.EdgeBridge.Tests.Sparkplug;

/// <summary>A whole node in Sparkplug, at its own broker and at a real Mosquitto.</summary>
public sealed class SparkplugNodeTests : IDisposable
{
    private const string Bindings =
        """
        bindings:
          - name: out
            trigger: { mqtt: "in/{device}" }
            function: { builtin: pass, with: { fields: [t] } }
            emit: { mqtt: "spBv1.0/g/DDATA/n/{device}", format: { sparkplug_b: { silence: 1h } } }
          - name: host
            trigger: { mqtt: "spBv1.0/{group}/+/{edge_node}/#" }
            decode: { sparkplug_b: { host_id: scada } }
            where: exists(value)
            function: { builtin: pass, with: { fields: [name, value] } }
            emit: { measurement: m, tags: [edge_node] }
          - name: presence
            trigger: { mqtt: "spBv1.0/{group}/+/{edge_node}/#" }
            decode: sparkplug_b
            where: exists(online)
            function: { builtin: pass, with: { fields: [online] } }
            emit: { measurement: presence, tags: [edge_node] }
        """;

    private readonly TempDirectory _directory = new();

    public void Dispose() => _directory.Dispose();

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    [Tck("conformance-mqtt-qos0")]
    public async Task It_is_an_edge_node_whose_births_come_when_asked(bool isExternal)
    {
        await using var place = await StartAsync(isExternal);
        await using var host = await SparkplugClient.ConnectAsync(place.Port, "spBv1.0/g/#");
        await place.PublishAsync("in/d", "{\"t\":21.5}");
        var birth = await host.HearsAsync("DBIRTH d seq=1 t#1:Double=21.5");
        await place.PublishAsync("in/d", "{\"t\":22.5}");
        var data = await host.HearsAsync("DDATA d seq=2 #1=22.5");
        Assert.All([birth, data], message => Assert.Equal((0, false), (message.Qos, message.Retain)));

        await Eventually.IsTrue(
            async () =>
            {
                await host.PublishAsync("spBv1.0/g/NCMD/n", Said.Rebirth());
                return host.Lines.Any(line => line.StartsWith("NBIRTH", StringComparison.Ordinal));
            },
            "births again");
        await host.HearsAsync("DBIRTH d seq=1 t#1:Double=22.5");

        // What the node says itself does not come to its own bindings.
        var metric = new SparkplugWriter().Write(1, [new("x", SparkplugDataType.Double, 1.5) { SaysType = true }], 7);
        await host.PublishAsync("spBv1.0/g/NDATA/z", metric);
        await Eventually.IsTrue(() => place.Node.Recent(0).Any(result => result.Key == "z"), "data of another");
        Assert.DoesNotContain(place.Node.Recent(0), result => result.Key == "n");
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    [Tck("topics-ncmd-mqtt", "payloads-ncmd-qos", "payloads-ncmd-retain")]
    public async Task It_asks_a_node_whose_birth_it_has_missed_once_however_many_bindings_listen(bool isExternal)
    {
        await using var place = await StartAsync(isExternal);
        await using var other = await SparkplugClient.ConnectAsync(place.Port, "spBv1.0/+/NCMD/#");
        await other.PublishAsync("spBv1.0/g/NDATA/other", Numbered());
        var command = await other.HearsAsync("a command", message => message.Topic == "spBv1.0/g/NCMD/other");
        Assert.Equal((0, false), (command.Qos, command.Retain));
        await other.PublishAsync("spBv1.0/g/NDATA/third", Numbered());
        await other.HearsAsync("a command", message => message.Topic == "spBv1.0/g/NCMD/third");
        Assert.Single(other.Messages, message => message.Topic == "spBv1.0/g/NCMD/other");
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    [Tck("conformance-mqtt-retained", "conformance-mqtt-qos1")]
    public async Task It_is_a_host_application_that_is_there_and_then_is_not(bool isExternal)
    {
        var place = await StartAsync(isExternal);
        await using var mosquitto = place.Mosquitto;
        // The other client drops what it has received and not yet handed on when the broker says goodbye.
        using var witness = await RawMqttClient.OpenAsync(place.Port);
        await using (place.Node)
        {
            await using var edge = await SparkplugClient.ConnectAsync(place.Port, "spBv1.0/STATE/#");
            var state = await edge.HearsAsync("the state", m => m.Text.StartsWith("{\"online\":true,", StringComparison.Ordinal));
            Assert.Equal("spBv1.0/STATE/scada", state.Topic);
            await edge.PublishAsync("spBv1.0/STATE/scada", new SparkplugState(false, 1).ToBytes(), retain: true);
            await Eventually.IsTrue(
                () => edge.Messages.Count(m => m.Text == state.Text) >= 2,
                () => $"it is there, {string.Join(' ', edge.Messages.Select(m => m.Text))}");
            await witness.SendAsync([0x82, 20, 0, 1, 0, 15, .. "spBv1.0/STATE/#"u8, 0]);
            await Eventually.IsTrue(async () => IsSaid(await witness.ReceiveAsync(), "{\"online\":true,"), "the witness hears it");
        }

        await Eventually.IsTrue(async () => IsSaid(await witness.ReceiveAsync(), "{\"online\":false,"), "it says that it is gone");
        if (mosquitto is null) return;
        await using var late = await SparkplugClient.ConnectAsync(place.Port, "spBv1.0/STATE/#");
        var kept = await late.HearsAsync("the last word", _ => true);
        Assert.True(kept.Retain);
        Assert.StartsWith("{\"online\":false,", kept.Text, StringComparison.Ordinal);
    }

    [Fact]
    [Tck("payloads-ndeath-will-message-publisher-disconnect-mqtt50")]
    public async Task At_mosquitto_its_death_is_said_when_it_stops_and_its_number_goes_on_after()
    {
        await using var place = await StartAsync(isExternal: true);
        await using var host = await SparkplugClient.ConnectAsync(place.Port, "spBv1.0/g/#");
        await place.PublishAsync("in/d", "{\"t\":21.5}");
        await host.HearsAsync("DBIRTH d");
        await place.StopAsync();
        await host.HearsAsync("NDEATH bdSeq:Int64=0");
        // Once by the node itself, and once by the broker, which is asked to publish the will with the goodbye.
        await Eventually.IsTrue(() => host.Lines.Count(line => line == "NDEATH bdSeq:Int64=0") == 2, "the will");

        var again = await OpenAsync(place.Mosquitto);
        await using (again.Node) await host.HearsAsync("NBIRTH seq=0 bdSeq#0:Int64=1");
    }

    [Fact]
    [Tck("conformance-mqtt-will-messages")]
    public async Task At_mosquitto_lost_connections_leave_their_wills()
    {
        await using var place = await StartAsync(isExternal: true);
        await using var host = await SparkplugClient.ConnectAsync(place.Port, "spBv1.0/#");
        await host.HearsAsync("it is there", m => m.Text.StartsWith("{\"online\":true,", StringComparison.Ordinal));
        await Eventually.IsTrue(
            async () =>
            {
                await host.PublishAsync("spBv1.0/g/NCMD/n", Said.Rebirth());
                return host.Lines.Any(line => line.StartsWith("NBIRTH", StringComparison.Ordinal));
            },
            "its birth");

        await KickAsync(place.Port, "eventedge-edge-node-g-n");
        var death = await host.HearsAsync("NDEATH bdSeq:Int64=0");
        Assert.Equal((1, false), (death.Qos, death.Retain));
        await host.HearsAsync("NBIRTH seq=0 bdSeq#0:Int64=1");
        await KickAsync(place.Port, "eventedge-edge-host-scada");
        await host.HearsAsync("it is gone", m => m.Text.StartsWith("{\"online\":false,", StringComparison.Ordinal));
        await Eventually.IsTrue(
            () => host.Messages.Last(m => m.Topic == "spBv1.0/STATE/scada").Text.StartsWith("{\"online\":true,", StringComparison.Ordinal),
            "it is there again");
    }

    private Task<Place> StartAsync(bool isExternal) => isExternal ? StartExternalAsync() : OpenAsync(null);

    private async Task<Place> StartExternalAsync() => await OpenAsync(await MosquittoServer.StartAsync());

    private async Task<Place> OpenAsync(MosquittoServer? mosquitto)
    {
        var file = _directory.File("bindings.yaml");
        await File.WriteAllTextAsync(file, Bindings);
        EmbeddedBroker? embedded = null;
        ExternalBroker? external = null;
        var data = Directory.CreateDirectory(_directory.File("data")).FullName;
        var node = new EdgeNode(
            new EdgeOptions { BindingsFile = file, DataDirectory = data },
            intake => mosquitto is null
                ? embedded = new EmbeddedBroker(
                    new EmbeddedBrokerOptions { Node = "edge", Port = 0 }, intake, TimeProvider.System, NullLogger<EmbeddedBroker>.Instance)
                : external = new ExternalBroker(
                    new ExternalBrokerOptions
                    {
                        Node = "edge", Host = "127.0.0.1", Port = mosquitto.Port, ReconnectDelayLimit = TimeSpan.FromMilliseconds(300),
                    },
                    intake, TimeProvider.System, NullLogger<ExternalBroker>.Instance),
            (outbox, _) => new FakeUplink(outbox),
            TimeProvider.System,
            NullLoggerFactory.Instance);
        await node.StartAsync(CancellationToken.None);
        // What comes before it is subscribed does not come to it.
        await Eventually.IsTrue(() => external is null or { IsUp: true }, () => $"the node is connected: {external!.LastError}");
        return new(node, mosquitto, mosquitto?.Port ?? embedded!.Port);
    }

    // Whoever comes under the same name takes its connection over.
    private static async Task KickAsync(int port, string clientId)
    {
        using var client = new MqttClientFactory().CreateMqttClient();
        var options = new MqttClientOptionsBuilder().WithTcpServer("127.0.0.1", port).WithClientId(clientId).Build();
        Assert.Equal(MqttClientConnectResultCode.Success, (await client.ConnectAsync(options)).ResultCode);
        await client.DisconnectAsync();
    }

    private sealed record Place(EdgeNode Node, MosquittoServer? Mosquitto, int Port) : IAsyncDisposable
    {
        public async Task PublishAsync(string topic, string payload)
        {
            await using var sensor = await SparkplugClient.ConnectAsync(Port, "none");
            await sensor.PublishAsync(topic, System.Text.Encoding.UTF8.GetBytes(payload));
        }

        private bool _isStopped;

        public async Task StopAsync()
        {
            if (!_isStopped) await Node.DisposeAsync();
            _isStopped = true;
        }

        public async ValueTask DisposeAsync()
        {
            await StopAsync();
            if (Mosquitto is not null) await Mosquitto.DisposeAsync();
        }
    }

    private static bool IsSaid(byte[]? packet, string text) =>
        packet is not null && packet.AsSpan().IndexOf(Encoding.UTF8.GetBytes(text)) >= 0;

    // A metric by a number that only a birth explains.
    private static byte[] Numbered() => new SparkplugWriter().Write(1, [new(null, SparkplugDataType.Double, 1.5) { Alias = 4 }], 7);
}
