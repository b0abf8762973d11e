using System.Collections.Concurrent;
using System.Threading.Channels;
using EventEdge.EdgeBridge.Mqtt.External.Subscriptions;
using MQTTnet;
using MQTTnet.Packets;
using MQTTnet.Protocol;

namespace EventEdge.EdgeBridge.Mqtt.External;

/// <summary>
/// One connection to the external broker. Each message that is selected goes to the intake as it comes and is acknowledged, in order, when
/// it is durable; one that cannot be made durable ends the connection, since a broker redelivers only on the next one.
/// </summary>
internal sealed class ExternalSession : IBrokerSession, IAsyncDisposable
{
    // The receive maximum is what we ask for; that no more than this is unacknowledged is what the protocol's packet identifiers enforce.
    // Brokers are known to run ahead of the former by a few while acknowledgements are on their way.
    private const int PacketIdentifiers = 65_535;

    /// <summary>Why a session ends whose message was refused.</summary>
    public const string NotDurable = "a message could not be made durable";

    private static readonly TimeSpan SilenceLimit = TimeSpan.FromSeconds(5);

    private readonly ExternalBrokerOptions _options;
    private readonly ArrivalIntake _arrivals;
    private readonly TimeProvider _time;
    private readonly IMqttClient _client;
    private readonly CancellationTokenSource _closing = new();
    private readonly TaskCompletionSource<SessionEnd> _ended = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly ConcurrentDictionary<string, TaskCompletionSource> _markers = new(StringComparer.Ordinal);
    private readonly Channel<Pending> _pending;
    private Task _acknowledging = Task.CompletedTask;
    private long _lastArrival;

    public ExternalSession(ExternalBrokerOptions options, ArrivalIntake arrivals, TimeProvider time)
    {
        (_options, _arrivals, _time) = (options, arrivals, time);
        arrivals.Begin();
        _pending = Channel.CreateBounded<Pending>(new BoundedChannelOptions(PacketIdentifiers) { SingleReader = true });
        _client = new MqttClientFactory().CreateMqttClient(new PacketWatch.Factory(OnPacket));
        _client.ApplicationMessageReceivedAsync += OnMessageAsync;
        _client.DisconnectedAsync += gone => Task.FromResult(_ended.TrySetResult(SessionEnd.Of(gone)));
    }

    /// <summary>Completes with the reason when the connection has ended.</summary>
    public Task<SessionEnd> Ended => _ended.Task;

    /// <summary>What the broker can do; known once connected.</summary>
    public BrokerAbilities Abilities { get; private set; } = BrokerAbilities.Least;

    /// <inheritdoc />
    public bool HasIdentifiers => Abilities.HasIdentifiers;

    /// <inheritdoc />
    public CancellationToken Ending => _closing.Token;

    /// <summary>Connects. True when the broker still knew the session.</summary>
    /// <exception cref="BrokerRefusalException">The broker refuses.</exception>
    public async Task<bool> ConnectAsync(MqttClientOptions connect, CancellationToken cancellation)
    {
        _acknowledging = Task.Run(AcknowledgeLoopAsync, CancellationToken.None);
        var answer = await _client.ConnectAsync(connect, cancellation).ConfigureAwait(false);
        if (answer.ResultCode != MqttClientConnectResultCode.Success)
            throw new BrokerRefusalException(answer.ResultCode, answer.ReasonString);
        Abilities = BrokerAbilities.Of(answer, connect.ProtocolVersion);
        return answer.IsSessionPresent;
    }

    /// <inheritdoc />
    public Task<SubscribeAnswer> SubscribeAsync(PlannedSubscription wanted, CancellationToken cancellation) =>
        SubscribeAsync(wanted, Abilities.HasNoLocal, cancellation);

    /// <inheritdoc />
    public async Task UnsubscribeAsync(string filter, CancellationToken cancellation)
    {
        using var limit = Limit(cancellation);
        await _client.UnsubscribeAsync(new MqttClientUnsubscribeOptionsBuilder().WithTopicFilter(filter).Build(), limit.Token)
            .ConfigureAwait(false);
    }

    /// <inheritdoc />
    public async Task PassMarkerAsync(string topic, string marker, CancellationToken cancellation)
    {
        var passed = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        _markers[marker] = passed;
        var answer = await SubscribeAsync(new(topic, 1, 0), noLocal: false, cancellation).ConfigureAwait(false);
        var isSent = answer.Refusal is null
            && await PublishAsync(Abilities.Message(topic, System.Text.Encoding.UTF8.GetBytes(marker), retain: false), cancellation)
                .ConfigureAwait(false) is null;
        Volatile.Write(ref _lastArrival, _time.GetTimestamp());
        while (isSent && !passed.Task.IsCompleted && _time.GetElapsedTime(Volatile.Read(ref _lastArrival)) < SilenceLimit)
        {
            await passed.Task.WaitAsync(SilenceLimit, _time, cancellation).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            cancellation.ThrowIfCancellationRequested();
        }
    }

    /// <summary>
    /// Publishes at the best quality up to QoS 1 that the broker takes; completes when it has acknowledged, with its refusal if it refuses.
    /// </summary>
    public async Task<string?> PublishAsync(MqttApplicationMessage message, CancellationToken cancellation)
    {
        using var limit = Limit(cancellation);
        var answer = await _client.PublishAsync(message, limit.Token).ConfigureAwait(false);
        return answer.IsSuccess ? null : $"{answer.ReasonCode} {answer.ReasonString}".TrimEnd();
    }

    /// <summary>Says goodbye, so that the last will is not published.</summary>
    public Task DisconnectAsync(CancellationToken cancellation) => _client.DisconnectAsync(
        Abilities.IsVersion5 ? new() { SessionExpiryInterval = (uint)_options.SessionExpiry.TotalSeconds } : new(), cancellation);

    /// <summary>Ends the connection, so that the next one begins from what is known for sure.</summary>
    public void Fail(string reason) => _ended.TrySetResult(new(reason));

    /// <inheritdoc />
    public async ValueTask DisposeAsync()
    {
        _ended.TrySetResult(new("closed"));
        await _closing.CancelAsync().ConfigureAwait(false);
        _client.Dispose();
        _pending.Writer.TryComplete();
        await _acknowledging.WaitAsync(_options.TimeLimit, _time).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
    }

    private CancellationTokenSource Limit(CancellationToken cancellation)
    {
        var limit = CancellationTokenSource.CreateLinkedTokenSource(cancellation, _closing.Token);
        limit.CancelAfter(_options.TimeLimit);
        return limit;
    }

    private async Task<SubscribeAnswer> SubscribeAsync(PlannedSubscription wanted, bool noLocal, CancellationToken cancellation)
    {
        using var limit = Limit(cancellation);
        var builder = new MqttClientSubscribeOptionsBuilder().WithTopicFilter(new MqttTopicFilter
        {
            Topic = wanted.Filter,
            QualityOfServiceLevel = (MqttQualityOfServiceLevel)wanted.Qos,
            NoLocal = noLocal,
            RetainHandling = Abilities.IsVersion5 ? MqttRetainHandling.SendAtSubscribeIfNewSubscriptionOnly
                : MqttRetainHandling.SendAtSubscribe,
        });
        if (wanted.Identifier > 0) builder = builder.WithSubscriptionIdentifier(wanted.Identifier);
        var answer = await _client.SubscribeAsync(builder.Build(), limit.Token).ConfigureAwait(false);
        var code = answer.Items.First().ResultCode;
        return (int)code < 0x80 ? new(null, (int)code) : new($"{code} {answer.ReasonString}".TrimEnd(), 0);
    }

    private void OnPacket(MqttPacket packet)
    {
        if (packet is MqttPubRelPacket release) _arrivals.Release(release.PacketIdentifier);
        else if (packet is MqttDisconnectPacket goodbye) _ended.TrySetResult(SessionEnd.Of(goodbye));
    }

    // MQTTnet awaits one call at a time and queues the rest without limit: so nothing in here waits.
    private Task OnMessageAsync(MqttApplicationMessageReceivedEventArgs received)
    {
        received.AutoAcknowledge = false;
        Volatile.Write(ref _lastArrival, _time.GetTimestamp());
        var disposition = _arrivals.Take(received.ApplicationMessage, received.PacketIdentifier);
        if (received.ApplicationMessage.QualityOfServiceLevel == MqttQualityOfServiceLevel.AtMostOnce) Passed(disposition.Marker);
        else if (!_pending.Writer.TryWrite(new Pending(received, disposition)))
            Fail("the broker has more messages unacknowledged than there are packet identifiers");
        return Task.CompletedTask;
    }

    private async Task AcknowledgeLoopAsync()
    {
        await foreach (var (received, disposition) in _pending.Reader.ReadAllAsync().ConfigureAwait(false))
        {
            try
            {
                var accepted = await disposition.Durable.ConfigureAwait(false);
                if (_ended.Task.IsCompleted) continue;
                if (accepted) await AcknowledgeAsync(received, disposition).ConfigureAwait(false);
                else Fail(NotDurable);
            }
            catch (Exception error)
            {
                Fail(error.Message);
            }
        }
    }

    private async Task AcknowledgeAsync(MqttApplicationMessageReceivedEventArgs received, PublishDisposition disposition)
    {
        disposition.Selected.Remember();
        if (received.ApplicationMessage.QualityOfServiceLevel == MqttQualityOfServiceLevel.ExactlyOnce)
            _arrivals.Hold(received.PacketIdentifier);
        await received.AcknowledgeAsync(_closing.Token).ConfigureAwait(false);
        Passed(disposition.Marker);
    }

    private void Passed(string? marker)
    {
        if (marker is not null && _markers.TryRemove(marker, out var passed)) passed.TrySetResult();
    }

    private readonly record struct Pending(MqttApplicationMessageReceivedEventArgs Received, PublishDisposition PublishDisposition);
}
