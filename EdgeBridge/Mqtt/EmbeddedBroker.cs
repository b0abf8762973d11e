using System.Net;
using System.Net.Sockets;
using System.Threading.Channels;
using EventEdge.FunctionDispatcher.Dispatch;
using Microsoft.Extensions.Logging;
using MQTTnet;
using MQTTnet.Diagnostics.Logger;
using MQTTnet.Protocol;
using MQTTnet.Server;

namespace EventEdge.EdgeBridge.Mqtt;

/// <summary>
/// The broker inside the edge process. Device messages go to the intake before anything else; local clients may subscribe to them, and to
/// what functions publish, as at any broker. A subscriber's session ends with its connection.
/// </summary>
public sealed class EmbeddedBroker : IMqttDoor
{
    private static readonly TimeSpan GoodbyeTimeLimit = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan StopTimeLimit = TimeSpan.FromSeconds(5);

    private readonly EmbeddedBrokerOptions _options;
    private readonly TimeProvider _time;
    private readonly ILogger _logger;
    private readonly NodeStatus _status;
    private readonly CancellationTokenSource _stop = new();
    private readonly DeviceDoor _door;
    private readonly DeviceListener _listener;
    private readonly MqttServer _server;
    private readonly Channel<LocalMessage> _outgoing;
    private Task _publishing = Task.CompletedTask;
    private int _disposed;

    /// <summary>A broker that is not listening yet.</summary>
    /// <exception cref="MqttDoorException">The address is not a loopback address, or the node's name cannot stand in a topic.</exception>
    public EmbeddedBroker(EmbeddedBrokerOptions options, IMessageIntake intake, TimeProvider time, ILogger<EmbeddedBroker> logger)
    {
        (_options, _time, _logger) = (options, time, logger);
        _status = new NodeStatus(options.Node);
        _door = new DeviceDoor(options, intake, time, logger, _stop.Token) { Publish = PublishWill };
        _listener = new DeviceListener(LoopbackAddress(options.Host), _door);
        _outgoing = Channel.CreateBounded<LocalMessage>(new BoundedChannelOptions(options.PublishQueueLimit) { SingleReader = true });
        var serverOptions = new MqttServerOptionsBuilder()
            .WithoutDefaultEndpoint()
            .WithDefaultCommunicationTimeout(options.ConnectTimeLimit)
            .WithMaxPendingMessagesPerClient(options.SubscriberQueueLimit)
            .Build();
        _server = new MqttServer(serverOptions, [_listener], MqttNetNullLogger.Instance);
        WatchSubscribers();
    }

    /// <inheritdoc />
    public string Name => "embedded";

    /// <inheritdoc />
    public bool IsUp { get; private set; }

    /// <summary>The port bound; useful when 0 was asked for. 0 before the start.</summary>
    public int Port => _listener.Port;

    /// <inheritdoc />
    /// <exception cref="MqttDoorException">The port cannot be taken.</exception>
    public async Task StartAsync(CancellationToken cancellation)
    {
        Bind();
        await _server.StartAsync().WaitAsync(cancellation).ConfigureAwait(false);
        _publishing = Task.Run(PublishLoopAsync, CancellationToken.None);
        IsUp = true;
        _logger.BrokerListens(_options.Host, Port);
        await InjectAsync(new LocalMessage(_status.Topic, _status.Online(_time.GetUtcNow()), Retain: true)).ConfigureAwait(false);
    }

    /// <summary>Nothing to do: every message passes this door anyway, and routing is the dispatcher's.</summary>
    public Task UseFiltersAsync(IReadOnlyList<TopicSubscription> filters, CancellationToken cancellation) => Task.CompletedTask;

    /// <inheritdoc />
    public bool TryPublish(LocalMessage message) => IsUp && _outgoing.Writer.TryWrite(message);

    /// <inheritdoc />
    public async ValueTask DisposeAsync()
    {
        if (Interlocked.Exchange(ref _disposed, 1) != 0) return;
        if (IsUp) await SayGoodbyeAsync().ConfigureAwait(false);
        IsUp = false;
        await _stop.CancelAsync().ConfigureAwait(false);
        if (_server.IsStarted) await _server.StopAsync(new MqttServerStopOptions()).ConfigureAwait(false);
        await _listener.DrainAsync(StopTimeLimit).ConfigureAwait(false);
        _server.Dispose();
        _listener.Dispose();
        _stop.Dispose();
    }

    private static IPAddress LoopbackAddress(string host)
    {
        var address = host == "localhost" ? IPAddress.Loopback : IPAddress.TryParse(host, out var parsed) ? parsed : null;
        if (address is null) throw new MqttDoorException($"'{host}' is not an IP address");
        return IPAddress.IsLoopback(address)
            ? address
            : throw new MqttDoorException($"the embedded broker cannot listen on {host}: it knows no client identity yet, so only loopback is allowed");
    }

    private void Bind()
    {
        try
        {
            _listener.Bind();
        }
        catch (SocketException error)
        {
            throw new MqttDoorException($"the MQTT port {_options.Host}:{_options.Port} cannot be used: {error.Message}", error);
        }
    }

    private void WatchSubscribers()
    {
        _server.ClientAcknowledgedPublishPacketAsync += done => Done(() => _door.Farewell.Arrived(done.PublishPacket.Topic));
        _server.ClientSubscribedTopicAsync += change => Done(() => _door.Subscriptions.Add(change.ClientId, change.TopicFilter.Topic));
        _server.ClientUnsubscribedTopicAsync += change => Done(() => _door.Subscriptions.Remove(change.ClientId, change.TopicFilter));
        _server.SessionDeletedAsync += deleted => Done(() => _door.Subscriptions.Forget(deleted.Id));
    }

    private static Task Done(Action action)
    {
        action();
        return Task.CompletedTask;
    }

    private async Task PublishLoopAsync()
    {
        await foreach (var message in _outgoing.Reader.ReadAllAsync().ConfigureAwait(false))
        {
            try
            {
                await InjectAsync(message).ConfigureAwait(false);
            }
            catch (Exception error)
            {
                _logger.NotPublished(error, message.Topic);
            }
        }
    }

    // Injected messages do not pass a DeviceConnection, so our own output cannot come back in as a device message.
    private Task InjectAsync(LocalMessage message)
    {
        var packet = new MqttApplicationMessage
        {
            Topic = message.Topic,
            Payload = new System.Buffers.ReadOnlySequence<byte>(message.Payload),
            QualityOfServiceLevel = MqttQualityOfServiceLevel.AtLeastOnce,
            Retain = message.Retain && _door.Retained.TryKeep(message.Topic, message.Payload.Length),
        };
        return _server.InjectApplicationMessage(new InjectedMqttApplicationMessage(packet) { SenderClientId = "eventedge" }, CancellationToken.None);
    }

    private void PublishWill(LocalMessage will)
    {
        if (!TryPublish(will)) _logger.NotPublished(null, will.Topic);
    }

    private async Task SayGoodbyeAsync()
    {
        _outgoing.Writer.TryComplete();
        try
        {
            await _publishing.WaitAsync(StopTimeLimit, _time).ConfigureAwait(false);
            _door.Farewell.Begin(_status.Topic, _door.Subscriptions.CountClients(_status.Topic));
            await InjectAsync(new LocalMessage(_status.Topic, _status.Offline(_time.GetUtcNow()), Retain: true)).ConfigureAwait(false);
            await _door.Farewell.Completion.WaitAsync(GoodbyeTimeLimit, _time).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
        catch (Exception error)
        {
            _logger.NotPublished(error, _status.Topic);
        }
    }
}
