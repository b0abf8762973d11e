using System.Globalization;
using System.Text;
using EventEdge.EdgeBridge.Mqtt;
using EventEdge.EndToEnd.Tests.Harness;
using EventEdge.Tests.Support;

namespace EventEdge.EndToEnd.Tests.Discovery;

/// <summary>A chart from a broker that nobody described: listen, write the file, run it, and points are in the store.</summary>
public sealed class UnknownBrokerTests
{
    [Fact]
    public async Task Nobody_writes_YAML_and_points_are_there()
    {
        using var scratch = new Scratch();
        await using var broker = await MosquittoServer.StartAsync();
        await using var devices = await MqttPublisher.ConnectAsync(
            "127.0.0.1", broker.Port, "devices", TimeProvider.System, cancellation: TestContext.Current.CancellationToken);
        using var enough = CancellationTokenSource.CreateLinkedTokenSource(TestContext.Current.CancellationToken);
        var sending = SendAsync(devices, enough.Token);
        var (file, data, address) = (scratch.File("bindings.yaml"), scratch.File("data"), $"mqtt://127.0.0.1:{broker.Port}");

        var found = await Command.RunAsync("discover", "--broker", address, "--for", "4s", "--output", file);

        Assert.True(found.ExitCode == 0, found.ToString());
        Assert.Contains($"eventedge up --bindings {file} --broker {address}", found.Output);
        Assert.Contains("zigbee2mqtt/{device}  (Zigbee2MQTT)", found.Output);
        var validated = await Command.RunAsync("validate", file);
        Assert.True(validated.ExitCode == 0, validated.ToString());

        await using var node = await Node.StartAsync("up", "--bindings", file, "--data", data, "--broker", address, "--node", "test");
        foreach (var (measurement, tag) in new[] { ("zigbee2mqtt", "device=kitchen"), ("lab_scale_reading", "scale=SN-4") })
        {
            var points = await Command.RunAsync("points", measurement, "--data", data, "--wait", "60s");
            Assert.True(points.ExitCode == 0, points.ToString());
            Assert.Contains(tag, points.Output);
        }

        await enough.CancelAsync();
        await sending;
    }

    private static async Task SendAsync(MqttPublisher devices, CancellationToken enough)
    {
        using var timer = new PeriodicTimer(TimeSpan.FromMilliseconds(250));
        try
        {
            for (var i = 0; await timer.WaitForNextTickAsync(enough); i++)
            {
                var text = string.Create(CultureInfo.InvariantCulture,
                    $"{{\"temperature\": {20 + (i % 8 * 0.25)}, \"linkquality\": {100 + (i % 5)}}}");
                await devices.PublishAsync("zigbee2mqtt/kitchen", Encoding.UTF8.GetBytes(text), cancellation: enough);
                var mass = string.Create(CultureInfo.InvariantCulture, $"mass={10 + (i % 4)}.5 stable=1");
                await devices.PublishAsync("lab/scale/SN-4/reading", Encoding.UTF8.GetBytes(mass), qos: 0, cancellation: enough);
            }
        }
        catch (OperationCanceledException)
        {
            // Enough.
        }
    }
}
