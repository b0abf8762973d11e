using EventEdge.EdgeBridge.Mqtt.External.Loops;
using System.Buffers;
using System.Threading.Channels;
using EventEdge.EdgeBridge.Mqtt.Senders;
using EventEdge.FunctionDispatcher.Outputs;
using MQTTnet;
using MQTTnet.Packets;
using MQTTnet.Protocol;

namespace EventEdge.EdgeBridge.Mqtt.External;

/// <summary>A connection of a sender at the external broker, with a will of its own and a session that ends with it.</summary>
internal sealed class ExternalSender : ISenderConnection
{
    private const int ArrivalLimit = 1000;

    private readonly ExternalBrokerOptions _options;
    private readonly HopLevels _hops;
    private readonly IMqttClient _client = new MqttClientFactory().CreateMqttClient();
    private readonly TaskCompletionSource<string> _ended = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly Channel<Arrival> _arrivals = Channel.CreateBounded<Arrival>(
        new BoundedChannelOptions(ArrivalLimit) { FullMode = BoundedChannelFullMode.DropWrite, SingleReader = true });
    private BrokerAbilities _abilities = BrokerAbilities.Least;

    public ExternalSender(ExternalBrokerOptions options, HopLevels hops)
    {
        (_options, _hops) = (options, hops);
        _client.ApplicationMessageReceivedAsync += received =>
        {
            _arrivals.Writer.TryWrite(new(received.ApplicationMessage.Topic, received.ApplicationMessage.Payload.ToArray()));
            return Task.CompletedTask;
        };
        _client.DisconnectedAsync += gone =>
        {
            End(SessionEnd.Of(gone).Reason);
            return Task.CompletedTask;
        };
    }

    /// <inheritdoc />
    public Task<string> Ended => _ended.Task;

    /// <inheritdoc />
    public ChannelReader<Arrival> Arrivals => _arrivals.Reader;

    /// <summary>Connects and subscribes.</summary>
    /// <exception cref="BrokerRefusalException">The broker refuses the connection.</exception>
    /// <exception cref="MqttListenerException">It refuses a subscription.</exception>
    public async Task OpenAsync(SenderTerms terms, ConnectTerms asked, CancellationToken cancellation)
    {
        using var limit = Limit(cancellation);
        var connect = ExternalConnect.Build(_options, asked, terms);
        var answer = await _client.ConnectAsync(connect, limit.Token).ConfigureAwait(false);
        if (answer.ResultCode != MqttClientConnectResultCode.Success)
            throw new BrokerRefusalException(answer.ResultCode, answer.ReasonString);
        _abilities = BrokerAbilities.Of(answer, connect.ProtocolVersion);
        foreach (var topic in terms.Topics) await SubscribeAsync(topic, limit.Token).ConfigureAwait(false);
    }

    /// <summary>It is over; the connection is closed when it is disposed.</summary>
    public void End(string reason) => _ended.TrySetResult(reason);

    /// <inheritdoc />
    public async Task PublishAsync(LocalMessage message, CancellationToken cancellation)
    {
        using var limit = Limit(cancellation);
        var hops = message.Binding.Length > 0 ? _hops.Next(message.Binding) : 0;
        var packet = _abilities.Message(message.Topic, message.Payload, message.Retain, hops, message.Qos);
        var answer = await _client.PublishAsync(packet, limit.Token).ConfigureAwait(false);
        if (!answer.IsSuccess)
            throw new MqttListenerException(
                $"the broker refuses a message on {message.Topic}: {answer.ReasonCode} {answer.ReasonString}".TrimEnd());
    }

    /// <inheritdoc />
    public async Task CloseAsync(bool publishesWill, CancellationToken cancellation)
    {
        using var limit = Limit(cancellation);
        var goodbye = new MqttClientDisconnectOptions();
        if (publishesWill && _abilities.IsVersion5) goodbye.Reason = MqttClientDisconnectOptionsReason.DisconnectWithWillMessage;
        await _client.DisconnectAsync(goodbye, limit.Token).ConfigureAwait(false);
    }

    /// <inheritdoc />
    public ValueTask DisposeAsync()
    {
        End("closed");
        _client.Dispose();
        _arrivals.Writer.TryComplete();
        return ValueTask.CompletedTask;
    }

    private CancellationTokenSource Limit(CancellationToken cancellation)
    {
        var limit = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
        limit.CancelAfter(_options.TimeLimit);
        return limit;
    }

    private async Task SubscribeAsync(string topic, CancellationToken cancellation)
    {
        var filter = new MqttTopicFilter { Topic = topic, QualityOfServiceLevel = MqttQualityOfServiceLevel.AtLeastOnce };
        var answer = await _client.SubscribeAsync(
            new MqttClientSubscribeOptionsBuilder().WithTopicFilter(filter).Build(), cancellation).ConfigureAwait(false);
        var code = answer.Items.First().ResultCode;
        if ((int)code >= 0x80) throw new MqttListenerException($"the broker refuses the subscription to {topic}: {code}");
    }
}
