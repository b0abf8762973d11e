using System.Data.Common;
using System.Threading.Channels;
using Microsoft.Extensions.Logging;

namespace EventEdge.EdgeBridge.Mqtt.Retained;

/// <summary>
/// Carries retained messages to disk: told which topics have changed, it writes what is their value when it writes. So an older value can
/// never come after a newer one, whichever way either took, and a hundred changes of a topic cost one. A disk that refuses is asked again
/// until it takes it.
/// </summary>
internal sealed class RetainedWriter : IAsyncDisposable
{
    private const int LagLimit = 4096;
    private static readonly TimeSpan RetryPause = TimeSpan.FromSeconds(1);

    private readonly RetainedFile _file;
    private readonly RetainedMessages _messages;
    private readonly TimeProvider _time;
    private readonly ILogger _logger;
    private readonly CancellationTokenSource _stop = new();
    private readonly Channel<bool> _wake = Channel.CreateBounded<bool>(
        new BoundedChannelOptions(1) { FullMode = BoundedChannelFullMode.DropWrite, SingleReader = true });
    private readonly Task _writing;
    private Batch _pending = new();
    private bool _isFailing;

    public RetainedWriter(RetainedFile file, RetainedMessages messages, TimeProvider time, ILogger logger)
    {
        (_file, _messages, _time, _logger) = (file, messages, time, logger);
        _writing = Task.Run(WriteAsync);
    }

    /// <summary>More topics wait than should.</summary>
    public bool IsLagging => _pending.Topics.Count >= LagLimit;

    /// <summary>
    /// A topic has changed. The caller holds the messages' lock. The task says whether the disk has taken this change or a later one.
    /// </summary>
    public Task<bool> Mark(string topic)
    {
        _pending.Topics.Add(topic);
        _wake.Writer.TryWrite(true);
        return _pending.Saved.Task;
    }

    /// <inheritdoc />
    public async ValueTask DisposeAsync()
    {
        _wake.Writer.TryComplete();
        await _stop.CancelAsync().ConfigureAwait(false);
        await _writing.ConfigureAwait(false);
        Commit();
        lock (_messages.Gate) _pending.Saved.TrySetResult(false);
        _stop.Dispose();
    }

    private async Task WriteAsync()
    {
        while (await _wake.Reader.WaitToReadAsync().ConfigureAwait(false))
        {
            _wake.Reader.TryRead(out _);
            if (Commit()) continue;
            await Task.Delay(RetryPause, _time, _stop.Token).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            _wake.Writer.TryWrite(true);
        }
    }

    private bool Commit()
    {
        var (batch, changes) = Take();
        if (changes.Count == 0) return true;
        try
        {
            _file.Write(changes.Select(one => (one.Topic, one.Value is { } value ? RetainedMessage.Of(value, _time) : null)));
            _isFailing = false;
            batch.Saved.TrySetResult(true);
            return true;
        }
        catch (DbException error)
        {
            if (!_isFailing) _logger.RetainedNotSaved(error, changes.Count);
            _isFailing = true;
            lock (_messages.Gate) _pending.Topics.UnionWith(batch.Topics);
            batch.Saved.TrySetResult(false);
            return false;
        }
    }

    private (Batch Batch, List<(string Topic, RoutedMessage? Value)> Changes) Take()
    {
        lock (_messages.Gate)
        {
            var batch = _pending;
            if (batch.Topics.Count > 0) _pending = new();
            return (batch, [.. batch.Topics.Select(topic => (topic, _messages.Find(topic)))]);
        }
    }

    private sealed class Batch
    {
        public HashSet<string> Topics { get; } = new(StringComparer.Ordinal);

        public TaskCompletionSource<bool> Saved { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);
    }
}
