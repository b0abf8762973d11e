using System.Buffers;
using System.Collections.Concurrent;
using MQTTnet;
using MQTTnet.Formatter;
using MQTTnet.Protocol;
using EventEdge.Tests.Support;

namespace EventEdge.EdgeBridge.Tests.Sparkplug;

/// <summary>A plain MQTT client at a real broker, which keeps what it hears with its quality and its flags.</summary>
internal sealed class SparkplugClient : IAsyncDisposable
{
    private readonly IMqttClient _client = new MqttClientFactory().CreateMqttClient();

    public ConcurrentQueue<Heard> Messages { get; } = new();

    public IEnumerable<string> Lines => Messages.Where(m => !m.Topic.Contains("/STATE/", StringComparison.Ordinal))
        .Where(m => !m.Topic.Contains("CMD/", StringComparison.Ordinal)).Select(m => Said.Of(m.Topic, m.Payload));

    public static async Task<SparkplugClient> ConnectAsync(int port, string filter, MqttProtocolVersion version = MqttProtocolVersion.V500)
    {
        var client = new SparkplugClient();
        client._client.ApplicationMessageReceivedAsync += received =>
        {
            var message = received.ApplicationMessage;
            client.Messages.Enqueue(new(message.Topic, message.Payload.ToArray(), (int)message.QualityOfServiceLevel, message.Retain));
            return Task.CompletedTask;
        };
        var options = new MqttClientOptionsBuilder().WithTcpServer("127.0.0.1", port).WithProtocolVersion(version).Build();
        Assert.Equal(MqttClientConnectResultCode.Success, (await client._client.ConnectAsync(options)).ResultCode);
        await client._client.SubscribeAsync(filter, MqttQualityOfServiceLevel.AtLeastOnce);
        return client;
    }

    public Task PublishAsync(string topic, byte[] payload, bool retain = false) => _client.PublishAsync(new MqttApplicationMessage
    {
        Topic = topic, Payload = new ReadOnlySequence<byte>(payload), Retain = retain,
        QualityOfServiceLevel = MqttQualityOfServiceLevel.AtLeastOnce,
    });

    /// <summary>Waits for a message, and gives the first that is so.</summary>
    public async Task<Heard> HearsAsync(string what, Func<Heard, bool> isSo)
    {
        await Eventually.IsTrue(() => Messages.Any(isSo), () => $"{what}, but {string.Join(" | ", Messages.Select(m => m.Topic))}");
        return Messages.First(isSo);
    }

    public Task<Heard> HearsAsync(string line) => HearsAsync(
        line, m => !m.Topic.Contains("/STATE/", StringComparison.Ordinal) && !m.Topic.Contains("CMD/", StringComparison.Ordinal)
            && Said.Of(m.Topic, m.Payload).StartsWith(line, StringComparison.Ordinal));

    public async ValueTask DisposeAsync()
    {
        await _client.DisconnectAsync();
        _client.Dispose();
    }
}

internal sealed record Heard(string Topic, byte[] Payload, int Qos, bool Retain)
{
    public string Text => System.Text.Encoding.UTF8.GetString(Payload);
}
