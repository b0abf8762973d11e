using EventEdge.Contracts.Events;
using EventEdge.Contracts.Faults;
using EventEdge.EdgeBridge.Mqtt.Topics;
using MQTTnet;
using MQTTnet.Formatter;
using MQTTnet.Packets;
using MQTTnet.Protocol;

namespace EventEdge.EdgeBridge.Mqtt;

/// <summary>
/// A small MQTT 5 client for commands and tests: many messages in flight, one flush that waits for every acknowledgement. Does not
/// reconnect.
/// </summary>
public sealed class MqttPublisher : IAsyncDisposable
{
    private static readonly TimeSpan TimeLimit = TimeSpan.FromSeconds(30);

    private readonly IMqttClient _client = new MqttClientFactory().CreateMqttClient();
    private readonly TimeProvider _time;
    private readonly int _inFlightLimit;
    private readonly SemaphoreSlim _window;
    private readonly List<(string Filter, Action<string, ReadOnlyMemory<byte>> Received)> _callbacks = [];
    private Exception? _failure;

    private MqttPublisher(TimeProvider time, int inFlightLimit)
    {
        (_time, _inFlightLimit) = (time, inFlightLimit);
        _window = new SemaphoreSlim(inFlightLimit, inFlightLimit);
        _client.ApplicationMessageReceivedAsync += OnMessageAsync;
    }

    /// <summary>Connects, clean session.</summary>
    /// <exception cref="MqttListenerException">The broker cannot be reached or refuses.</exception>
    public static async Task<MqttPublisher> ConnectAsync(
        string host, int port, string clientId, TimeProvider time, int inFlightLimit = 100, MqttLogin? login = null,
        CancellationToken cancellation = default)
    {
        var publisher = new MqttPublisher(time, inFlightLimit);
        try
        {
            await publisher.OpenAsync(host, port, clientId, login, cancellation).ConfigureAwait(false);
            return publisher;
        }
        catch (Exception error) when (error is not OperationCanceledException)
        {
            await publisher.DisposeAsync().ConfigureAwait(false);
            throw error as MqttListenerException
                ?? new MqttListenerException(
                    $"no MQTT broker answers at {host}:{port}: {Outage.InWords(error, "it", "--mqtt-user and --mqtt-password-file")}",
                    error);
        }
    }

    /// <summary>
    /// Publishes; returns as soon as there is room in the window, before the acknowledgement. The payload must not change until
    /// <see cref="FlushAsync"/>.
    /// </summary>
    /// <exception cref="MqttListenerException">An earlier message was not acknowledged.</exception>
    public async ValueTask PublishAsync(
        string topic, ReadOnlyMemory<byte> payload, int qos = 1, bool retain = false, MessageProperties? properties = null,
        CancellationToken cancellation = default)
    {
        ThrowIfFailed();
        var message = new MqttApplicationMessage
        {
            Topic = topic,
            Payload = new System.Buffers.ReadOnlySequence<byte>(payload),
            QualityOfServiceLevel = (MqttQualityOfServiceLevel)qos,
            Retain = retain,
        }.With(properties);
        await _window.WaitAsync(cancellation).ConfigureAwait(false);
        _ = SendAsync(message);
    }

    /// <summary>Waits until everything published is acknowledged (QoS 1 and 2) or handed to the network (QoS 0).</summary>
    /// <exception cref="MqttListenerException">A message was not acknowledged.</exception>
    public async Task FlushAsync(CancellationToken cancellation = default)
    {
        for (var taken = 0; taken < _inFlightLimit; taken++) await _window.WaitAsync(cancellation).ConfigureAwait(false);
        _window.Release(_inFlightLimit);
        ThrowIfFailed();
    }

    /// <summary>Subscribes; the callback gets topic and payload, one message at a time, and must not block.</summary>
    /// <exception cref="MqttListenerException">The broker refuses the filter.</exception>
    public async Task SubscribeAsync(
        string filter, Action<string, ReadOnlyMemory<byte>> received, int qos = 1, CancellationToken cancellation = default)
    {
        lock (_callbacks) _callbacks.Add((filter, received));
        var wanted = new MqttTopicFilter { Topic = filter, QualityOfServiceLevel = (MqttQualityOfServiceLevel)qos };
        var answer = await _client.SubscribeAsync(new MqttClientSubscribeOptionsBuilder().WithTopicFilter(wanted).Build(), cancellation)
            .WaitAsync(TimeLimit, _time, cancellation).ConfigureAwait(false);
        var code = answer.Items.First().ResultCode;
        if ((int)code >= 0x80) throw new MqttListenerException($"the broker refuses the subscription to {filter}: {code}");
    }

    /// <inheritdoc />
    public async ValueTask DisposeAsync()
    {
        if (_client.IsConnected)
        {
            await _client.DisconnectAsync(new MqttClientDisconnectOptions()).WaitAsync(TimeLimit, _time)
                .ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }

        _client.Dispose();
    }

    private async Task OpenAsync(string host, int port, string clientId, MqttLogin? login, CancellationToken cancellation)
    {
        var options = new MqttClientOptionsBuilder().WithTcpServer(host, port).WithClientId(clientId)
            .WithProtocolVersion(MqttProtocolVersion.V500).WithTimeout(TimeLimit);
        if (login is not null) options.WithCredentials(login.User, login.Password);
        var answer = await _client.ConnectAsync(options.Build(), cancellation).ConfigureAwait(false);
        if (answer.ResultCode != MqttClientConnectResultCode.Success)
        {
            throw new MqttListenerException($"the MQTT broker at {host}:{port} refuses the connection: {answer.ResultCode}");
        }
    }

    private async Task SendAsync(MqttApplicationMessage message)
    {
        try
        {
            var answer = await _client.PublishAsync(message).WaitAsync(TimeLimit, _time).ConfigureAwait(false);
            if (!answer.IsSuccess)
                _failure ??= new MqttListenerException($"the broker refuses a message on {message.Topic}: {answer.ReasonCode}");
        }
        catch (Exception error)
        {
            _failure ??= error;
        }
        finally
        {
            _window.Release();
        }
    }

    private void ThrowIfFailed()
    {
        if (_failure is { } failure) throw new MqttListenerException($"a message was not acknowledged: {failure.Message}", failure);
    }

    private Task OnMessageAsync(MqttApplicationMessageReceivedEventArgs received)
    {
        var (topic, payload) = (
            received.ApplicationMessage.Topic, System.Buffers.BuffersExtensions.ToArray(received.ApplicationMessage.Payload));
        (string Filter, Action<string, ReadOnlyMemory<byte>> Received)[] callbacks;
        lock (_callbacks) callbacks = [.. _callbacks];
        foreach (var (filter, callback) in callbacks)
        {
            if (FilterRelation.Covers(filter, topic)) callback(topic, payload);
        }

        return Task.CompletedTask;
    }
}

/// <summary>Who a client of ours is at a broker.</summary>
/// <param name="User">User name.</param>
/// <param name="Password">Password; never logged.</param>
public sealed record MqttLogin(string User, string Password)
{
    /// <inheritdoc />
    public override string ToString() => User;
}
