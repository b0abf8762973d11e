using Microsoft.Extensions.Logging;

namespace EventEdge.EdgeBridge.Mqtt.Retained;

/// <summary>What is kept for later subscribers: bounded, and where there is a file, on disk before it is acknowledged.</summary>
internal sealed class RetainedStore : IAsyncDisposable
{
    private static readonly Task<bool> Saved = Task.FromResult(true);

    private readonly EmbeddedBrokerOptions _options;
    private readonly TimeProvider _time;
    private readonly ILogger _logger;
    private readonly RetainedFile? _file;
    private readonly RetainedWriter? _writer;
    private bool _isFull;

    /// <exception cref="MqttListenerException">The file cannot be used.</exception>
    public RetainedStore(EmbeddedBrokerOptions options, TimeProvider time, ILogger logger)
    {
        (_options, _time, _logger) = (options, time, logger);
        Messages = new(new(options.RetainedCountLimit, options.RetainedBytesLimit, options.OwnerShare), time);
        if (options.RetainedFile is not { } path) return;
        _file = RetainedFile.Open(path);
        _writer = new(_file, Messages, time, logger);
    }

    /// <summary>What there is.</summary>
    public RetainedMessages Messages { get; }

    /// <summary>So much waits for the disk that who publishes has to wait too.</summary>
    public bool IsLagging => _writer is { IsLagging: true };

    /// <summary>
    /// Puts in what earlier runs kept, as far as today's limits allow; before the first message. What has expired leaves the disk, what
    /// does not fit stays there. One after the other: what is on disk may be more than memory holds.
    /// </summary>
    public void Load()
    {
        if (_file is null) return;
        var left = 0;
        lock (Messages.Gate)
        {
            foreach (var kept in _file.Read())
            {
                if (kept.Revive(_time) is not { } message) _ = _writer!.Mark(kept.Topic);
                else if (Messages.HasCapacity(message.Topic, message.Owner, message.Bytes)) Messages.Keep(message);
                else left++;
            }
        }

        if (left > 0) _logger.RetainedLeft(left, _options.RetainedCountLimit, _options.RetainedBytesLimit);
    }

    /// <summary>
    /// Whether a message is to be refused because there is no room to keep it, and the setting says that it is not delivered then.
    /// </summary>
    public bool Refuses(string topic, string owner, long bytes) =>
        _options.RefusesWhenRetainedFull && !Messages.HasCapacity(topic, owner, bytes);

    /// <summary>
    /// Keeps a message. The caller holds the lock of <see cref="Messages"/> until it is queued for every subscriber. The task says whether
    /// the disk ends with it, or with a later one; it never fails.
    /// </summary>
    public Task<bool> Keep(RoutedMessage message)
    {
        var isFull = !Messages.Keep(message);
        if (isFull && !_isFull) _logger.RetainedFull(message.Topic, Messages.Count, Messages.Bytes);
        if (!message.Payload.IsEmpty) _isFull = isFull;
        return _writer?.Mark(message.Topic) ?? Saved;
    }

    /// <summary>Forgets what has expired.</summary>
    public void RemoveExpired()
    {
        lock (Messages.Gate)
        {
            foreach (var topic in Messages.RemoveExpired()) _ = _writer?.Mark(topic);
        }
    }

    /// <summary>Writes what is not written yet.</summary>
    public async ValueTask DisposeAsync()
    {
        if (_writer is not null) await _writer.DisposeAsync().ConfigureAwait(false);
        _file?.Dispose();
    }
}
