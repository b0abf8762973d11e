using System.Buffers;
using EventEdge.Contracts.Faults;
using MQTTnet;
using MQTTnet.Formatter;
using MQTTnet.Packets;
using MQTTnet.Protocol;

namespace EventEdge.EdgeBridge.Mqtt.External.Listening;

/// <summary>
/// Listens to a broker for a while, changes nothing there and leaves nothing behind: a clean session without a last will. MQTT 5 is tried
/// first, then 3.1.1. Does not reconnect. Life: <see cref="ConnectAsync"/>, <see cref="SubscribeAsync"/>, DisposeAsync.
/// </summary>
public sealed class BrokerListener : IAsyncDisposable
{
    private readonly ExternalBrokerOptions _options;
    private readonly TimeProvider _time;
    private readonly Action<HeardMessage> _heard;
    private readonly TaskCompletionSource<string> _ended = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private IMqttClient _client = new MqttClientFactory().CreateMqttClient();
    private volatile bool _isClosing;

    private BrokerListener(ExternalBrokerOptions options, Action<HeardMessage> heard, TimeProvider time) =>
        (_options, _heard, _time) = (options, heard, time);

    /// <summary>Completes, with the reason in a part of a sentence, when the connection has ended by itself.</summary>
    public Task<string> Ended => _ended.Task;

    /// <summary>Connects.</summary>
    /// <param name="options">The broker, and who we are there; its client identifier must be no node's.</param>
    /// <param name="heard">Takes each message, one at a time; it must not block, since what comes meanwhile waits in memory.</param>
    /// <param name="time">The clock.</param>
    /// <param name="cancellation">Gives up.</param>
    /// <exception cref="MqttListenerException">The broker cannot be reached or refuses; the message says what to look at.</exception>
    public static async Task<BrokerListener> ConnectAsync(
        ExternalBrokerOptions options, Action<HeardMessage> heard, TimeProvider time, CancellationToken cancellation)
    {
        var listener = new BrokerListener(options, heard, time);
        try
        {
            await listener.OpenAsync(cancellation).ConfigureAwait(false);
            return listener;
        }
        catch (Exception error) when (!cancellation.IsCancellationRequested)
        {
            await listener.DisposeAsync().ConfigureAwait(false);
            var words = error is BrokerRefusalException ? error.Message
                : Outage.InWords(error, "it", "--broker-user and --broker-password-file");
            throw new MqttListenerException($"no messages can be had from {options.Address}: {words}", error);
        }
    }

    /// <summary>Subscribes; retained messages come too.</summary>
    /// <param name="filter">A filter of MQTT.</param>
    /// <param name="cancellation">Gives up.</param>
    /// <exception cref="MqttListenerException">The broker refuses the filter.</exception>
    public async Task SubscribeAsync(string filter, CancellationToken cancellation)
    {
        var wanted = new MqttTopicFilter { Topic = filter, QualityOfServiceLevel = MqttQualityOfServiceLevel.AtLeastOnce };
        var options = new MqttClientSubscribeOptionsBuilder().WithTopicFilter(wanted).Build();
        var answer = await _client.SubscribeAsync(options, cancellation).WaitAsync(_options.TimeLimit, _time, cancellation)
            .ConfigureAwait(false);
        var code = answer.Items.First().ResultCode;
        if ((int)code >= 0x80) throw new MqttListenerException(
            $"the broker refuses the subscription to {filter}: {code}; give the account the right to read it, or name what it may read");
    }

    /// <inheritdoc />
    public async ValueTask DisposeAsync()
    {
        _isClosing = true;
        if (_client.IsConnected)
        {
            await _client.DisconnectAsync(new MqttClientDisconnectOptions()).WaitAsync(_options.TimeLimit, _time)
                .ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }

        _client.Dispose();
    }

    private async Task OpenAsync(CancellationToken cancellation)
    {
        for (ConnectTerms? terms = ConnectTerms.Best; ;)
        {
            try
            {
                await TryOpenAsync(terms.Version, cancellation).ConfigureAwait(false);
                return;
            }
            catch (Exception refused) when (!cancellation.IsCancellationRequested && terms.After(refused) is not null)
            {
                terms = terms.After(refused)!;
                _client.Dispose();
                _client = new MqttClientFactory().CreateMqttClient();
            }
        }
    }

    private async Task TryOpenAsync(MqttProtocolVersion version, CancellationToken cancellation)
    {
        _client.ApplicationMessageReceivedAsync += OnMessageAsync;
        var answer = await _client.ConnectAsync(ExternalConnect.BuildListening(_options, version), cancellation).ConfigureAwait(false);
        if (answer.ResultCode != MqttClientConnectResultCode.Success)
            throw new BrokerRefusalException(answer.ResultCode, answer.ReasonString);
        _client.DisconnectedAsync += gone =>
        {
            if (!_isClosing) _ended.TrySetResult(SessionEnd.Of(gone).Reason);
            return Task.CompletedTask;
        };
    }

    private Task OnMessageAsync(MqttApplicationMessageReceivedEventArgs received)
    {
        var packet = received.ApplicationMessage;
        if (_isClosing) return Task.CompletedTask;
        _heard(new(packet.Topic, packet.Payload.ToArray(), (int)packet.QualityOfServiceLevel, packet.Retain));
        return Task.CompletedTask;
    }
}
