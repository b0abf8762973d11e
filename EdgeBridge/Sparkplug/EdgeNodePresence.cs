using System.Threading.Channels;
using EventEdge.EdgeBridge.Mqtt;
using EventEdge.EdgeBridge.Mqtt.Senders;
using EventEdge.FunctionDispatcher.Outputs;
using EventEdge.FunctionDispatcher.Sparkplug;
using EventEdge.Hosting.Retries;
using Microsoft.Extensions.Logging;

namespace EventEdge.EdgeBridge.Sparkplug;

/// <summary>
/// The node as an edge node of Sparkplug: births when it connects, data by their numbers, births again where a host application asks or
/// something new is to be said, deaths of devices that are gone, its own as the last will. Results that come while it is not connected
/// wait, the newest of them; their latest values are in the birth, and the others follow as historical. Life: TryPublish from any thread,
/// ConnectAsync again and again.
/// </summary>
internal sealed class EdgeNodePresence : IPresence
{
    /// <summary>Most results that wait; the oldest are given up for later ones.</summary>
    public const int WaitingLimit = 10_000;

    private const int BatchLimit = 256;
    private static readonly TimeSpan RebirthPause = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan LongestWait = TimeSpan.FromMinutes(1);

    private readonly SparkplugEdgeNode _node;
    private readonly ISenderEndpoint _endpoint;
    private readonly ConnectionNumbers _numbers;
    private readonly TimeProvider _time;
    private readonly ILogger _logger;
    private readonly EdgeNodeState _state;
    private readonly PrimaryHost? _host;
    private readonly Channel<LocalMessage> _results;
    private readonly List<EdgeResult> _past = [];
    private IReadOnlySet<string>? _bindings;
    private IReadOnlySet<string>? _used;
    private long _lost;
    private long _bornAt;
    private bool _isRebirthAsked;

    public EdgeNodePresence(SparkplugEdgeNode node, ISenderEndpoint endpoint, ConnectionNumbers numbers, TimeProvider time, ILogger logger)
    {
        (_node, _endpoint, _numbers, _time, _logger) = (node, endpoint, numbers, time, logger);
        _state = new(node.Group, node.Name, time);
        _host = node.PrimaryHost is { } host ? new(host) : null;
        _results = Channel.CreateBounded<LocalMessage>(
            new BoundedChannelOptions(WaitingLimit) { FullMode = BoundedChannelFullMode.DropOldest, SingleReader = true },
            _ => Lose("too many wait for the connection"));
    }

    /// <summary>Results given up.</summary>
    public long Lost => Interlocked.Read(ref _lost);

    /// <summary>Hands a result over. Does not wait.</summary>
    public void Publish(LocalMessage message) => _results.Writer.TryWrite(message);

    /// <summary>The bindings that are in force: devices that only others fed are gone.</summary>
    public void Use(IReadOnlySet<string> bindings)
    {
        Volatile.Write(ref _bindings, bindings);
        // Wakes the loop; no result of an edge node is without a topic.
        _results.Writer.TryWrite(new(string.Empty, default, Retain: false));
    }

    /// <inheritdoc />
    public async Task<ConnectionEnd> ConnectAsync(CancellationToken cancellation)
    {
        var number = _numbers.Next(_node.ToString());
        var death = _state.Death(number);
        var command = SparkplugTopic.CommandOf(_node.Group, _node.Name);
        var connection = await _endpoint.ConnectAsync(
            new($"node-{_node.Group}-{_node.Name}", death, _host is null ? [command]
                : [command, _host.Topic])
            { IsOwn = IsOwn }, cancellation)
            .ConfigureAwait(false);
        await using (connection.ConfigureAwait(false))
        {
            try
            {
                if (_host is not null) await WaitForHostAsync(connection, cancellation).ConfigureAwait(false);
                await BeBornAsync(connection, number, cancellation).ConfigureAwait(false);
                return await RunAsync(connection, number, death, cancellation).ConfigureAwait(false);
            }
            catch when (cancellation.IsCancellationRequested)
            {
                await LeaveAsync(connection, death).ConfigureAwait(false);
                throw;
            }
        }
    }

    private bool IsOwn(string topic) => topic.StartsWith($"{SparkplugTopic.Namespace}/{_node.Group}/", StringComparison.Ordinal)
        && SparkplugTopic.Read(topic, out var parts) is null && parts.Message != SparkplugMessage.Other && parts.EdgeNode == _node.Name;

    private async Task WaitForHostAsync(ISenderConnection connection, CancellationToken cancellation)
    {
        if (!_host!.IsOnline) _logger.WaitsForHost(_node.ToString(), _node.PrimaryHost!);
        _host.Forget();
        while (!_host.IsOnline)
        {
            await Task.WhenAny(connection.Arrivals.WaitToReadAsync(cancellation).AsTask(), connection.Ended).ConfigureAwait(false);
            cancellation.ThrowIfCancellationRequested();
            if (connection.Ended.IsCompleted) throw new MqttListenerException(await connection.Ended.ConfigureAwait(false));
            while (!_host.IsOnline && connection.Arrivals.TryRead(out var arrival)) _host.Take(arrival);
        }
    }

    // What has waited is in the births as far as it is the latest, and follows as historical as far as it is not.
    private async Task BeBornAsync(ISenderConnection connection, int number, CancellationToken cancellation)
    {
        _state.EndSilent(isTold: false);
        RetainUsed(isTold: false);
        while (_past.Count < WaitingLimit && _results.Reader.TryRead(out var message))
        {
            if (EdgeResult.Of(message) is not { } result) continue;
            if (_state.Prepare(result)) _past.Add(result);
            else LoseForWant();
        }

        await SayBirthsAsync(connection, number, cancellation).ConfigureAwait(false);
        _logger.NodeIsBorn(_node.ToString(), number, _state.Devices, _state.Metrics);
        foreach (var result in _past)
        {
            if (_state.OfThePast(result) is { } past) await connection.PublishAsync(past, cancellation).ConfigureAwait(false);
        }

        _past.Clear();
    }

    // Until the connection has ended, or the host application is gone.
    private async Task<ConnectionEnd> RunAsync(
        ISenderConnection connection, int number, LocalMessage death, CancellationToken cancellation)
    {
        try
        {
            await FollowAsync(connection, number, cancellation).ConfigureAwait(false);
        }
        catch (Exception error) when (!cancellation.IsCancellationRequested)
        {
            return new(error.GetBaseException().Message, Held: true);
        }

        if (connection.Ended.IsCompleted) return new(await connection.Ended.ConfigureAwait(false), Held: true);
        await LeaveAsync(connection, death).ConfigureAwait(false);
        return ConnectionEnd.Replaced;
    }

    private async Task FollowAsync(ISenderConnection connection, int number, CancellationToken cancellation)
    {
        while (!connection.Ended.IsCompleted)
        {
            while (connection.Arrivals.TryRead(out var arrival))
            {
                if (_host?.Take(arrival) != true) _isRebirthAsked |= AsksForBirths(arrival.Payload);
            }

            if (_host is { IsOnline: false }) return;
            if (_isRebirthAsked && UntilRebirth <= TimeSpan.Zero) await SayBirthsAsync(connection, number, cancellation)
                .ConfigureAwait(false);
            // Who is asked for births stops sending data.
            var isBusy = !_isRebirthAsked && await TakeAsync(connection, number, cancellation).ConfigureAwait(false);
            foreach (var death in (IEnumerable<LocalMessage>)[.. RetainUsed(isTold: true), .. _state.EndSilent(isTold: true)])
                await connection.PublishAsync(death, cancellation).ConfigureAwait(false);
            if (!isBusy) await WaitAsync(connection, cancellation).ConfigureAwait(false);
            cancellation.ThrowIfCancellationRequested();
        }
    }

    private async Task<bool> TakeAsync(ISenderConnection connection, int number, CancellationToken cancellation)
    {
        var taken = 0;
        for (; taken < BatchLimit && _results.Reader.TryRead(out var message); taken++)
        {
            if (EdgeResult.Of(message) is not { } result) continue;
            var answer = _state.Take(result);
            if (answer.IsRefused) LoseForWant();
            if (answer.IsBirths) await SayBirthsAsync(connection, number, cancellation).ConfigureAwait(false);
            if (answer.Message is { } said) await connection.PublishAsync(said, cancellation).ConfigureAwait(false);
        }

        return taken == BatchLimit;
    }

    private IReadOnlyList<LocalMessage> RetainUsed(bool isTold)
    {
        var bindings = Volatile.Read(ref _bindings);
        if (bindings is null || bindings == _used) return [];
        _used = bindings;
        return _state.Retain(bindings, isTold);
    }

    private async Task SayBirthsAsync(ISenderConnection connection, int number, CancellationToken cancellation)
    {
        foreach (var birth in _state.Births(number)) await connection.PublishAsync(birth, cancellation).ConfigureAwait(false);
        _bornAt = _time.GetTimestamp();
        _isRebirthAsked = false;
    }

    private TimeSpan UntilRebirth => RebirthPause - _time.GetElapsedTime(_bornAt);

    private async Task WaitAsync(ISenderConnection connection, CancellationToken cancellation)
    {
        var wait = _isRebirthAsked ? UntilRebirth : _state.UntilSilent;
        if (wait > LongestWait) wait = LongestWait;
        if (wait < TimeSpan.FromMilliseconds(1)) wait = TimeSpan.FromMilliseconds(1);
        using var ended = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
        List<Task> waiting =
            [connection.Ended, connection.Arrivals.WaitToReadAsync(ended.Token).AsTask(), Task.Delay(wait, _time, ended.Token)];
        if (!_isRebirthAsked) waiting.Add(_results.Reader.WaitToReadAsync(ended.Token).AsTask());
        await Task.WhenAny(waiting).ConfigureAwait(false);
        await ended.CancelAsync().ConfigureAwait(false);
    }

    private async Task LeaveAsync(ISenderConnection connection, LocalMessage death)
    {
        using var limit = new CancellationTokenSource(PresenceRun.LeaveLimit, _time);
        try
        {
            await connection.PublishAsync(death, limit.Token).ConfigureAwait(false);
            await connection.CloseAsync(publishesWill: true, limit.Token).ConfigureAwait(false);
        }
        catch (Exception error)
        {
            // The broker publishes the will instead.
            _logger.NotLeft(error, death.Topic);
        }
    }

    private static bool AsksForBirths(ReadOnlySpan<byte> bytes)
    {
        var payload = new SparkplugPayload();
        return payload.Read(bytes) is null
            && payload.Metrics.Exists(m => m is { Name: SparkplugNames.Rebirth, IsNull: false, ValueField: 14, Bits: not 0 });
    }

    private void LoseForWant() =>
        Lose($"it has {EdgeNodeState.DeviceLimit} devices or {EdgeNodeState.MetricLimit} metrics, and no more are taken");

    private void Lose(string reason)
    {
        var lost = Interlocked.Increment(ref _lost);
        if ((lost & (lost - 1)) == 0) _logger.ResultsLost(_node.ToString(), lost, reason);
    }
}
