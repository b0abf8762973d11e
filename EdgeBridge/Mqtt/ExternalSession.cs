using System.Threading.Channels;
using Microsoft.Extensions.Logging;
using MQTTnet;
using MQTTnet.Packets;
using MQTTnet.Protocol;

namespace EventEdge.EdgeBridge.Mqtt;

/// <summary>
/// One connection to the external broker. Each message goes to the intake as it comes and is acknowledged, in order, when it is durable;
/// one that cannot be made durable ends the connection, since a broker redelivers only on the next one.
/// </summary>
internal sealed class ExternalSession : IAsyncDisposable
{
    // The receive maximum is what we ask for; that no more than this is unacknowledged is what the protocol's packet identifiers enforce.
    // Brokers are known to run ahead of the former by a few while acknowledgements are on their way.
    private const int PacketIdentifiers = 65_535;

    private readonly ExternalBrokerOptions _options;
    private readonly IMessageIntake _intake;
    private readonly TimeProvider _time;
    private readonly ILogger _logger;
    private readonly HashSet<ushort> _exactlyOnce;
    private readonly IMqttClient _client = new MqttClientFactory().CreateMqttClient();
    private readonly CancellationTokenSource _closing = new();
    private readonly TaskCompletionSource<string> _ended = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly Channel<Pending> _pending;
    private readonly Channel<ReceivedMessage> _qosZero;
    private Task _loops = Task.CompletedTask;
    private long _dropped;

    /// <param name="options">Limits.</param>
    /// <param name="intake">Where messages go.</param>
    /// <param name="time">The clock.</param>
    /// <param name="logger">Where log lines go.</param>
    /// <param name="exactlyOnce">QoS 2 packet identifiers made durable; outlives the connection.</param>
    public ExternalSession(ExternalBrokerOptions options, IMessageIntake intake, TimeProvider time, ILogger logger, HashSet<ushort> exactlyOnce)
    {
        (_options, _intake, _time, _logger, _exactlyOnce) = (options, intake, time, logger, exactlyOnce);
        _pending = Channel.CreateBounded<Pending>(new BoundedChannelOptions(PacketIdentifiers) { SingleReader = true });
        _qosZero = Channel.CreateBounded<ReceivedMessage>(new BoundedChannelOptions(options.QosZeroQueueLimit) { SingleReader = true });
        _client.ApplicationMessageReceivedAsync += OnMessageAsync;
        _client.DisconnectedAsync += gone => Task.FromResult(_ended.TrySetResult(gone.Exception?.Message ?? $"disconnected ({gone.Reason})"));
    }

    /// <summary>Completes with the reason when the connection has ended.</summary>
    public Task<string> Ended => _ended.Task;

    /// <summary>QoS 0 messages dropped because the intake was behind.</summary>
    public long Dropped => Interlocked.Read(ref _dropped);

    /// <summary>Connects. True when the broker still knew the session.</summary>
    /// <exception cref="MqttDoorException">The broker refuses.</exception>
    public async Task<bool> ConnectAsync(MqttClientOptions connect, CancellationToken cancellation)
    {
        _loops = Task.WhenAll(Task.Run(AcknowledgeLoopAsync, CancellationToken.None), Task.Run(QosZeroLoopAsync, CancellationToken.None));
        var answer = await _client.ConnectAsync(connect, cancellation).ConfigureAwait(false);
        if (answer.ResultCode != MqttClientConnectResultCode.Success)
        {
            throw new MqttDoorException($"the broker refuses the connection: {answer.ResultCode} {answer.ReasonString}".TrimEnd());
        }

        return answer.IsSessionPresent;
    }

    /// <summary>Subscribes; our own messages do not come back.</summary>
    public async Task SubscribeAsync(TopicSubscription wanted, CancellationToken cancellation)
    {
        var options = new MqttClientSubscribeOptionsBuilder().WithTopicFilter(new MqttTopicFilter
        {
            Topic = wanted.Filter,
            QualityOfServiceLevel = (MqttQualityOfServiceLevel)wanted.Qos,
            NoLocal = true,
            RetainAsPublished = true,
            RetainHandling = MqttRetainHandling.SendAtSubscribeIfNewSubscriptionOnly,
        }).Build();
        var answer = await _client.SubscribeAsync(options, cancellation).ConfigureAwait(false);
        foreach (var item in answer.Items.Where(item => (int)item.ResultCode >= 0x80))
        {
            _logger.SubscriptionRefused(item.TopicFilter.Topic, item.ResultCode.ToString());
        }
    }

    /// <summary>Unsubscribes.</summary>
    public Task UnsubscribeAsync(string filter, CancellationToken cancellation) =>
        _client.UnsubscribeAsync(new MqttClientUnsubscribeOptionsBuilder().WithTopicFilter(filter).Build(), cancellation);

    /// <summary>Publishes at QoS 1; completes when the broker has acknowledged.</summary>
    public Task PublishAsync(string topic, ReadOnlyMemory<byte> payload, bool retain, CancellationToken cancellation) =>
        _client.PublishAsync(
            new MqttApplicationMessage
            {
                Topic = topic,
                Payload = new System.Buffers.ReadOnlySequence<byte>(payload),
                QualityOfServiceLevel = MqttQualityOfServiceLevel.AtLeastOnce,
                Retain = retain,
            },
            cancellation);

    /// <summary>Says goodbye, so that the last will is not published.</summary>
    public Task DisconnectAsync(CancellationToken cancellation) =>
        _client.DisconnectAsync(new MqttClientDisconnectOptions { SessionExpiryInterval = (uint)_options.SessionExpiry.TotalSeconds }, cancellation);

    /// <inheritdoc />
    public async ValueTask DisposeAsync()
    {
        _ended.TrySetResult("closed");
        await _closing.CancelAsync().ConfigureAwait(false);
        _client.Dispose();
        _pending.Writer.TryComplete();
        _qosZero.Writer.TryComplete();
        await _loops.WaitAsync(_options.TimeLimit, _time).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
    }

    // MQTTnet awaits one call at a time and queues the rest without limit: so nothing in here waits.
    private Task OnMessageAsync(MqttApplicationMessageReceivedEventArgs received)
    {
        received.AutoAcknowledge = false;
        var packet = received.ApplicationMessage;
        var qos = (int)packet.QualityOfServiceLevel;
        var message = new ReceivedMessage(
            packet.Topic, PayloadOf(packet), qos, packet.Retain, packet.Dup, string.Empty, received.PacketIdentifier);
        if (qos > 0)
        {
            if (!_pending.Writer.TryWrite(new Pending(received, AcceptDurably(message)))) Fail("the broker has more messages unacknowledged than there are packet identifiers");
        }
        else if (!TopicName.IsValid(message.Topic, out _) || !_qosZero.Writer.TryWrite(message)) Interlocked.Increment(ref _dropped);
        return Task.CompletedTask;
    }

    // MQTTnet's packet owns its payload: an array made for it alone, so it stays valid for as long as anyone holds it.
    private static ReadOnlyMemory<byte> PayloadOf(MqttApplicationMessage packet) =>
        packet.Payload.IsSingleSegment ? packet.Payload.First : System.Buffers.BuffersExtensions.ToArray(packet.Payload);

    private ValueTask<bool> AcceptDurably(in ReceivedMessage message)
    {
        if (!TopicName.IsValid(message.Topic, out var reason))
        {
            // A broker's own topics, or a broken broker's: redelivery would bring the same again.
            _logger.MessagePassedOver(reason);
            return ValueTask.FromResult(true);
        }

        if (message.Qos == 2 && message.Duplicate && IsKnown(message.PacketId)) return ValueTask.FromResult(true);
        try
        {
            return _intake.AcceptAsync(message, CancellationToken.None);
        }
        catch (Exception error)
        {
            return ValueTask.FromException<bool>(error);
        }
    }

    private bool IsKnown(ushort packetId)
    {
        lock (_exactlyOnce) return _exactlyOnce.Contains(packetId);
    }

    private async Task AcknowledgeLoopAsync()
    {
        await foreach (var (received, durable) in _pending.Reader.ReadAllAsync().ConfigureAwait(false))
        {
            try
            {
                var accepted = await durable.ConfigureAwait(false);
                if (_ended.Task.IsCompleted) continue;
                if (accepted) await AcknowledgeAsync(received).ConfigureAwait(false);
                else Fail("a message could not be made durable");
            }
            catch (Exception error)
            {
                Fail(error.Message);
            }
        }
    }

    private async Task AcknowledgeAsync(MqttApplicationMessageReceivedEventArgs received)
    {
        if (received.ApplicationMessage.QualityOfServiceLevel == MqttQualityOfServiceLevel.ExactlyOnce)
        {
            lock (_exactlyOnce) _exactlyOnce.Add(received.PacketIdentifier);
        }

        await received.AcknowledgeAsync(_closing.Token).ConfigureAwait(false);
    }

    private async Task QosZeroLoopAsync()
    {
        await foreach (var message in _qosZero.Reader.ReadAllAsync().ConfigureAwait(false))
        {
            try
            {
                await _intake.AcceptAsync(message, _closing.Token).ConfigureAwait(false);
            }
            catch (Exception error)
            {
                _logger.MessagePassedOver(error.Message);
            }
        }
    }

    private void Fail(string reason) => _ended.TrySetResult(reason);

    private readonly record struct Pending(MqttApplicationMessageReceivedEventArgs Received, ValueTask<bool> Durable);
}
