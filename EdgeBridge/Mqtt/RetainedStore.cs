using Microsoft.Extensions.Logging;

namespace EventEdge.EdgeBridge.Mqtt;

/// <summary>What is kept for later subscribers: bounded, and where there is a file, on disk before it is acknowledged.</summary>
internal sealed class RetainedStore(RetainedLimit limit, string? path, TimeProvider time, ILogger logger) : IAsyncDisposable
{
    private readonly RetainedFile? _file = path is null ? null : RetainedFile.Open(path, time);

    /// <summary>What earlier runs kept, as far as today's limits allow.</summary>
    public IReadOnlyList<RetainedMessage> Load() => [.. (_file?.Load() ?? []).Where(one => limit.TryKeep(one.Topic, one.Payload.Length))];

    /// <summary>Whether the message may be kept.</summary>
    public bool TryKeep(string topic, long payloadBytes) => limit.TryKeep(topic, payloadBytes);

    /// <summary>Completes with the intake's answer, and not before the message is on disk; one over the limit is not kept.</summary>
    public async ValueTask<bool> SaveAsync(RetainedMessage message, ValueTask<bool> durable, CancellationToken cancellation)
    {
        if (!await durable.ConfigureAwait(false)) return false;
        if (_file is not null && limit.TryKeep(message.Topic, message.Payload.Length)) await _file.SaveAsync(message, cancellation).ConfigureAwait(false);
        return true;
    }

    /// <summary>The same for a message nobody waits for.</summary>
    public async Task SaveAsync(RetainedMessage message, CancellationToken cancellation)
    {
        try
        {
            await SaveAsync(message, ValueTask.FromResult(true), cancellation).ConfigureAwait(false);
        }
        catch (Exception error) when (error is IOException or OperationCanceledException or System.Threading.Channels.ChannelClosedException)
        {
            logger.NotPublished(error, message.Topic);
        }
    }

    /// <inheritdoc />
    public ValueTask DisposeAsync() => _file?.DisposeAsync() ?? ValueTask.CompletedTask;
}
