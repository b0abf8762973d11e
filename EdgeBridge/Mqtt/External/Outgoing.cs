using EventEdge.EdgeBridge.Mqtt.External.Loops;
using EventEdge.EdgeBridge.Messages;
using EventEdge.EdgeBridge.Mqtt.External.Subscriptions;
using EventEdge.FunctionDispatcher.Outputs;
using Microsoft.Extensions.Logging;

namespace EventEdge.EdgeBridge.Mqtt.External;

/// <summary>
/// Results on their way to the broker: a bounded queue, a bounded window of unacknowledged ones, each sent again until the broker has it.
/// What it refuses is logged and given up.
/// </summary>
internal sealed class Outgoing(
    ExternalBrokerOptions options, Func<Task<ExternalSession>> connected, HopLevels hops, OwnMessages own, MessageSelection selection,
    ILogger logger)
{
    private const int Window = 100;
    private static readonly TimeSpan RefusalPause = TimeSpan.FromMinutes(1);
    private static readonly TimeSpan RetransmissionPause = TimeSpan.FromMilliseconds(200);

    private readonly SemaphoreSlim _window = new(Window, Window);
    private readonly ByteBoundedQueue<LocalMessage> _queue =
        new(options.PublishQueueLimit, options.PublishBytesLimit, one => RoutedMessage.BytesOf(one.Topic, one.Payload.Length, 0));
    private long _lastRefusal;
    private long _refused;

    /// <summary>Messages that the broker refused.</summary>
    public long Refused => Interlocked.Read(ref _refused);

    /// <summary>Queues a message; false when there is no room.</summary>
    public bool TryEnqueue(LocalMessage message) => _queue.TryWrite(message);

    /// <summary>Sends until cancelled.</summary>
    public async Task RunAsync(TimeProvider time, CancellationToken cancellation)
    {
        await foreach (var message in _queue.ReadAllAsync(cancellation).ConfigureAwait(false))
        {
            await _window.WaitAsync(cancellation).ConfigureAwait(false);
            _ = SendAsync(message, time, cancellation);
        }
    }

    /// <summary>Takes no more, and waits until everything is sent.</summary>
    public async Task CompleteAsync(CancellationToken cancellation)
    {
        _queue.Complete();
        await _queue.Completion.WaitAsync(cancellation).ConfigureAwait(false);
        for (var disposition = 0; disposition < Window; disposition++) await _window.WaitAsync(cancellation).ConfigureAwait(false);
    }

    private async Task SendAsync(LocalMessage message, TimeProvider time, CancellationToken cancellation)
    {
        try
        {
            while (!await TrySendAsync(message, time, cancellation).ConfigureAwait(false))
            {
                await Task.Delay(RetransmissionPause, time, cancellation).ConfigureAwait(false);
            }
        }
        catch (Exception error)
        {
            logger.NotPublished(error, message.Topic);
        }
        finally
        {
            _window.Release();
        }
    }

    private async Task<bool> TrySendAsync(LocalMessage message, TimeProvider time, CancellationToken cancellation)
    {
        var session = await connected().WaitAsync(cancellation).ConfigureAwait(false);
        var isOwnSeen = !session.Abilities.HasNoLocal && selection.IsWanted(message.Topic);
        try
        {
            if (isOwnSeen) own.Expect(message.Topic, message.Payload.Span);
            var packet = session.Abilities.Message(message.Topic, message.Payload, message.Retain, hops.Next(message.Binding), message.Qos)
                .With(session.Abilities.IsVersion5 ? message.Properties : null);
            if (await session.PublishAsync(packet, cancellation).ConfigureAwait(false) is { } refusal) Refuse(message.Topic, refusal, time);
            return true;
        }
        catch (Exception) when (!cancellation.IsCancellationRequested)
        {
            return false;
        }
    }

    private void Refuse(string topic, string reason, TimeProvider time)
    {
        Interlocked.Increment(ref _refused);
        var last = Interlocked.Read(ref _lastRefusal);
        if (last != 0 && time.GetElapsedTime(last) < RefusalPause) return;
        Interlocked.Exchange(ref _lastRefusal, time.GetTimestamp());
        logger.PublishRefused(topic, reason);
    }
}
