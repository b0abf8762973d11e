using System.Collections.Concurrent;
using System.Text;
using System.Text.Json;
using EventEdge.EdgeBridge.Mqtt;
using EventEdge.EndToEnd.Tests.Harness;
using EventEdge.Tests.Support;

namespace EventEdge.EndToEnd.Tests.Discovery;

/// <summary>Results appear in Home Assistant, as it would see them at the broker: retained, said again to it, and taken back.</summary>
public sealed class HomeAssistantTests
{
    private const string Bindings =
        """
        bindings:
          - name: climate
            trigger: { mqtt: "plant/{room}/air" }
            fields: { temperature: { unit: °C } }
            function: { builtin: pass, with: { fields: [temperature] } }
            emit: { mqtt: "plant/{room}/climate", discovery: home_assistant, retain: true }
        """;

    private const string Topic = "homeassistant/sensor/test/climate-hall-temperature/config";

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task At_the_node_s_own_broker()
    {
        var port = Scratch.FreePort();
        await LifeAsync(port, "--mqtt", $"127.0.0.1:{port}");
    }

    [Fact]
    public async Task At_a_Mosquitto()
    {
        await using var mosquitto = await MosquittoServer.StartAsync();
        await LifeAsync(mosquitto.Port, "--broker", $"mqtt://127.0.0.1:{mosquitto.Port}");
    }

    private static async Task LifeAsync(int port, params string[] broker)
    {
        using var scratch = new Scratch();
        var file = scratch.File("bindings.yaml");
        await File.WriteAllTextAsync(file, Bindings, Cancellation);
        await using var node = await Node.StartAsync(
            "up", ["--bindings", file, "--data", scratch.File("data"), "--node", "test", .. broker]);
        await using var sensor = await ConnectAsync(port, "sensor");
        var heard = new ConcurrentQueue<(string Topic, string Payload)>();
        await using var assistant = await ListenAsync(port, "assistant", heard);
        await SaidAsync(
            heard, () => sensor.PublishAsync("plant/hall/air", "{\"temperature\": 21.5}"u8.ToArray(), cancellation: Cancellation), 1);

        // Who comes later finds it: everything it needs is kept by the broker.
        var later = new ConcurrentQueue<(string Topic, string Payload)>();
        await using var late = await ListenAsync(port, "late", later);
        await Probe.UntilAsync(
            () => Task.FromResult(later.FirstOrDefault() is { Topic: not null } first ? first.Topic : null), "the retained one");
        var message = JsonDocument.Parse(later.First(m => m.Topic == Topic).Payload).RootElement;
        Assert.Equal("plant/hall/climate", message.GetProperty("state_topic").GetString());
        Assert.Equal("°C", message.GetProperty("unit_of_measurement").GetString());
        await SaidAsync(
            heard,
            () => assistant.PublishAsync("homeassistant/status", "online"u8.ToArray(), qos: 0, cancellation: Cancellation), 2);

        await File.WriteAllTextAsync(
            file, Bindings.Replace(", discovery: home_assistant", string.Empty, StringComparison.Ordinal), Cancellation);
        await Probe.UntilAsync(
            () => Task.FromResult(heard.LastOrDefault(m => m.Topic == Topic) is { Payload: "" } gone ? gone.Topic : null), "its end");
        var none = new ConcurrentQueue<(string Topic, string Payload)>();
        await using var last = await ListenAsync(port, "last", none);
        await last.SubscribeAsync("plant/#", (topic, _) => none.Enqueue((topic, "mark")), cancellation: Cancellation);
        await Probe.UntilAsync(() => Task.FromResult(none.IsEmpty ? null : "mark"), "what is retained elsewhere");
        Assert.DoesNotContain(none, m => m.Topic == Topic);
    }

    // The node may not listen yet when the first message is sent: it is sent until it has come through.
    private static Task SaidAsync(ConcurrentQueue<(string Topic, string Payload)> heard, Func<ValueTask> send, int count) =>
        Probe.UntilAsync(
            async () =>
            {
                await send();
                return heard.Count(m => m.Topic == Topic && m.Payload.Length > 0) >= count ? "said" : null;
            },
            $"{count} announcements");

    private static async Task<MqttPublisher> ListenAsync(int port, string name, ConcurrentQueue<(string Topic, string Payload)> heard)
    {
        var client = await ConnectAsync(port, name);
        await client.SubscribeAsync(
            "homeassistant/+/#", (topic, payload) =>
            {
                if (topic.EndsWith("/config", StringComparison.Ordinal)) heard.Enqueue((topic, Encoding.UTF8.GetString(payload.Span)));
            },
            cancellation: Cancellation);
        return client;
    }

    private static Task<MqttPublisher> ConnectAsync(int port, string name) =>
        MqttPublisher.ConnectAsync("127.0.0.1", port, name, TimeProvider.System, cancellation: Cancellation);
}
