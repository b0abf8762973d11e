using System.Net.Sockets;
using EventEdge.Contracts.Faults;
using EventEdge.EdgeBridge.Messages;
using EventEdge.EdgeBridge.Mqtt.Clients;
using EventEdge.EdgeBridge.Mqtt.Connections;
using EventEdge.EdgeBridge.Mqtt.Senders;
using EventEdge.EdgeBridge.Security;
using EventEdge.FunctionDispatcher.Outputs;
using Microsoft.Extensions.Logging;

namespace EventEdge.EdgeBridge.Mqtt.Listener;

/// <summary>
/// The broker inside the edge process. Device messages go to the intake before anything else; local clients may subscribe to them, and to
/// what functions publish, as at any broker. What a subscriber has still to get is kept in memory while it is away, within limits.
/// </summary>
public sealed class EmbeddedBroker : IMqttEndpoint, ISenderEndpoint
{
    private static readonly TimeSpan GoodbyeTimeLimit = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan StopTimeLimit = TimeSpan.FromSeconds(5);

    private readonly TimeProvider _time;
    private readonly ILogger _logger;
    private readonly NodeStatus _status;
    private readonly CancellationTokenSource _stop = new();
    private readonly DeviceEndpoint _endpoint;
    private readonly DeviceListener[] _listeners;
    private readonly AccessControl? _ownGate;
    private Task _watching = Task.CompletedTask;
    private readonly SessionBroker _sessions;
    private readonly EmbeddedSenders _senders;
    private Task _ageing = Task.CompletedTask;
    private readonly ByteBoundedQueue<LocalMessage> _outgoing;
    private Task _publishing = Task.CompletedTask;
    private int _disposed;

    /// <summary>A broker that is not listening yet.</summary>
    /// <param name="options">Addresses and limits.</param>
    /// <param name="intake">Where messages go.</param>
    /// <param name="time">The clock.</param>
    /// <param name="logger">Where log lines go.</param>
    /// <param name="gate">Who comes in, and what they may do; null for a broker on loopback that asks nobody.</param>
    /// <exception cref="MqttListenerException">An address is not ours to listen on without an identity, or the node's name cannot stand in
    /// a topic.</exception>
    public EmbeddedBroker(
        EmbeddedBrokerOptions options, IMessageIntake intake, TimeProvider time, ILogger<EmbeddedBroker> logger, AccessControl? gate = null)
    {
        (_time, _logger) = (time, logger);
        _status = new NodeStatus(options.Node);
        MqttEndpoint[] endpoints = [new(options.Host, options.Port), .. options.Endpoints];
        gate ??= _ownGate = AccessControl.Open(new SecurityOptions(), time, logger);
        foreach (var endpoint in endpoints) BindRule.Require(endpoint, gate.Options);
        _endpoint = new DeviceEndpoint(options, intake, gate, time, logger, _stop.Token) { Route = Route };
        _senders = new EmbeddedSenders(Inject, Retained);
        _sessions = new SessionBroker(_endpoint);
        _listeners = [.. endpoints.Select(endpoint => new DeviceListener(endpoint, _endpoint))];
        _outgoing = new(
            options.PublishQueueLimit, options.PublishBytesLimit, one => RoutedMessage.BytesOf(one.Topic, one.Payload.Length, 0));
    }

    /// <inheritdoc />
    public string Name => "embedded";

    /// <inheritdoc />
    public bool IsUp { get; private set; }

    /// <summary>The port bound; useful when 0 was asked for. 0 before the start.</summary>
    public int Port => _listeners[0].Port;

    /// <summary>What it listens on, with the ports bound.</summary>
    public IReadOnlyList<MqttEndpoint> Endpoints => [.. _listeners.Select(one => one.Endpoint with { Port = one.Port })];

    /// <summary>Connections that are open.</summary>
    public int ConnectionCount => _listeners.Sum(one => one.Connections.Count);

    /// <summary>Sessions it keeps, those of clients that are away included.</summary>
    public int SessionCount => _sessions.SessionCount;

    /// <summary>What it holds, and what it gave up.</summary>
    public ListenerCounts Counts => new(
        ConnectionCount, _endpoint.Slots.Refused, SessionCount, _endpoint.Retained.Messages.Count, _endpoint.Retained.Messages.Bytes,
        _endpoint.Retained.Messages.FullCount,
        _endpoint.Drops.Messages, _endpoint.Drops.Sessions);

    /// <inheritdoc />
    /// <exception cref="MqttListenerException">The port cannot be taken.</exception>
    public Task StartAsync(CancellationToken cancellation)
    {
        Bind();
        _endpoint.Retained.Load();
        _sessions.Restore();
        foreach (var listener in _listeners) listener.Start(_sessions.ServeAsync);
        _ageing = Task.Run(_sessions.RunAsync, CancellationToken.None);
        _publishing = Task.Run(PublishLoopAsync, CancellationToken.None);
        IsUp = true;
        _watching = Task.Run(
            new ConnectionReaper(_endpoint, () => _listeners.SelectMany(one => one.Connections)).RunAsync, CancellationToken.None);
        foreach (var endpoint in Endpoints) _logger.BrokerListens(endpoint.Transport, endpoint.Host, endpoint.Port);
        if (!_endpoint.Gate.Options.KnowsIdentities) _logger.AsksNobody();
        Inject(new LocalMessage(_status.Topic, _status.Online(_time.GetUtcNow()), Retain: true));
        return Task.CompletedTask;
    }

    /// <summary>Nothing to do: every message passes this listener anyway, and routing is the dispatcher's.</summary>
    public Task UseFiltersAsync(IReadOnlyList<TopicSubscription> filters, CancellationToken cancellation) => Task.CompletedTask;

    /// <inheritdoc />
    Task<ISenderConnection> ISenderEndpoint.ConnectAsync(SenderTerms terms, CancellationToken cancellation) =>
        Task.FromResult<ISenderConnection>(_senders.Open(terms));

    /// <inheritdoc />
    public bool TryPublish(LocalMessage message) => IsUp && _outgoing.TryWrite(message);

    /// <inheritdoc />
    public async ValueTask DisposeAsync()
    {
        if (Interlocked.Exchange(ref _disposed, 1) != 0) return;
        foreach (var listener in _listeners) await listener.StopAsync().ConfigureAwait(false);
        if (IsUp) await SayGoodbyeAsync().ConfigureAwait(false);
        IsUp = false;
        _senders.End();
        await Task.WhenAll(_listeners.Select(one => one.PartAsync(GoodbyeTimeLimit))).ConfigureAwait(false);
        await _stop.CancelAsync().ConfigureAwait(false);
        await Task.WhenAll(_listeners.Select(one => one.DrainAsync(StopTimeLimit))).ConfigureAwait(false);
        await Task.WhenAll(_watching, _ageing).WaitAsync(StopTimeLimit, _time).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        foreach (var listener in _listeners) listener.Dispose();
        _sessions.Dispose();
        await _endpoint.Retained.DisposeAsync().ConfigureAwait(false);
        if (_ownGate is not null) await _ownGate.DisposeAsync().ConfigureAwait(false);
        _stop.Dispose();
    }

    private void Bind()
    {
        foreach (var listener in _listeners) Bind(listener);
    }

    private static void Bind(DeviceListener listener)
    {
        try
        {
            listener.Bind();
        }
        catch (SocketException error)
        {
            throw new MqttListenerException($"the MQTT broker cannot listen at {listener.Endpoint}: {Outage.OfListening(error)}", error);
        }
    }

    private async Task PublishLoopAsync()
    {
        await foreach (var message in _outgoing.ReadAllAsync().ConfigureAwait(false))
        {
            try
            {
                Inject(message);
            }
            catch (Exception error)
            {
                _logger.NotPublished(error, message.Topic);
            }
        }
    }

    // Injected messages do not pass a DeviceConnection, so our own output cannot come back in as a device message.
    private void Inject(LocalMessage message) => Route(OfOurs(message));

    private ReadOnlyMemory<byte>? Retained(string topic)
    {
        lock (_endpoint.Retained.Messages.Gate) return _endpoint.Retained.Messages.Find(topic)?.Payload;
    }

    private Task<bool> Route(RoutedMessage message)
    {
        _senders.Offer(message.Topic, message.Payload);
        return _sessions.Route(message);
    }

    private RoutedMessage OfOurs(LocalMessage message) =>
        new(message.Topic, message.Payload, message.Qos, _time.GetTimestamp())
        {
            Retain = message.Retain, Properties = message.Properties.IsEmpty ? [] : message.Properties.Bytes.ToArray(),
        };

    private async Task SayGoodbyeAsync()
    {
        _outgoing.Complete();
        try
        {
            await _publishing.WaitAsync(StopTimeLimit, _time).ConfigureAwait(false);
            _endpoint.DisconnectNotice.Begin();
            await _sessions.PublishWillsAsync().WaitAsync(StopTimeLimit, _time).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            Inject(new LocalMessage(_status.Topic, _status.Offline(_time.GetUtcNow()), Retain: true));
            _endpoint.DisconnectNotice.End();
            await _endpoint.DisconnectNotice.Completion.WaitAsync(GoodbyeTimeLimit, _time)
                .ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
        catch (Exception error)
        {
            _logger.NotPublished(error, _status.Topic);
        }
    }
}
