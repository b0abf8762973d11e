using System.Threading.Channels;
using EventEdge.EdgeBridge.Messages;
using EventEdge.EdgeBridge.Storage;
using EventEdge.FunctionDispatcher.Outputs;
using Microsoft.Data.Sqlite;
using Microsoft.Extensions.Logging;

namespace EventEdge.EdgeBridge.DeadLetters;

/// <summary>
/// What was given up, kept on disk with its reason until a person has looked: the newest <see cref="DeadLetterLimit"/>, older ones make
/// room and are counted. A replay that gives up the same message again keeps it once. One task owns the file; everyone else asks it in
/// order.
/// </summary>
internal sealed class DeadLetterStore : IAsyncDisposable
{
    /// <summary>Most dead letters kept.</summary>
    public const int DeadLetterLimit = 10_000;

    /// <summary>Longest payload kept, in bytes; the rest is cut.</summary>
    public const int PayloadLimit = DeadLetter.PayloadLimit;

    private const int BatchLimit = 512;
    private const int QueueLimit = 4_096;
    private const long QueueBytesLimit = 4 << 20;
    private const int Overhead = 300; // What stands around a payload, roughly.
    private static readonly TimeSpan AnswerLimit = TimeSpan.FromSeconds(10);

    private readonly DeadLetterTable _table;
    private readonly ByteBoundedQueue<object> _queue = new(QueueLimit, QueueBytesLimit, BytesOf);
    private readonly int _deadLetterLimit;
    private readonly ILogger _logger;
    private readonly Task _writer;
    private readonly Interruption _outage = new();
    private long _count;
    private long _lost;

    /// <summary>Opens or creates the store.</summary>
    /// <exception cref="IOException">The file cannot be opened or written, or was written by a newer version.</exception>
    public DeadLetterStore(string path, ILogger logger, int deadLetterLimit = DeadLetterLimit)
    {
        _logger = logger;
        _deadLetterLimit = deadLetterLimit;
        _table = new DeadLetterTable(path);
        _count = _table.Count();
        _lost = _table.Lost();
        _writer = Task.Run(WriteAsync);
    }

    /// <summary>Dead letters kept.</summary>
    public long Count => Volatile.Read(ref _count);

    /// <summary>
    /// Dead letters that made room for newer ones, or came faster than the disk could take them, since the data directory was made.
    /// </summary>
    public long Lost => Volatile.Read(ref _lost);

    /// <summary>Keeps a dead letter. Waits for room for a bounded time.</summary>
    public void Add(DeadLetter deadLetter)
    {
        DeadLetterTelemetry.GivenUp(deadLetter.Stage);
        // Nothing waits here for bytes that are not kept.
        if (deadLetter.Payload.Length > PayloadLimit)
            deadLetter = deadLetter with { Payload = deadLetter.Payload[..PayloadLimit].ToArray() };
        if (_queue.TryWrite(deadLetter)) return;
        using var limit = new CancellationTokenSource(AnswerLimit);
        try
        {
            _queue.WriteAsync(deadLetter, limit.Token).AsTask().GetAwaiter().GetResult();
        }
        catch (Exception error) when (error is OperationCanceledException or ChannelClosedException)
        {
            Interlocked.Increment(ref _lost);
        }
    }

    /// <summary>Completes when every dead letter added so far is on disk.</summary>
    public Task FlushAsync(CancellationToken cancellation) => AskAsync(static _ => 0, cancellation);

    /// <summary>Asks the file, after everything added so far is in it.</summary>
    /// <exception cref="IOException">The file refused, or the store is closed.</exception>
    /// <exception cref="TimeoutException">The disk did not answer in time.</exception>
    public async Task<T> AskAsync<T>(Func<DeadLetterTable, T> ask, CancellationToken cancellation)
    {
        var question = new Question<T>(ask);
        try
        {
            await _queue.WriteAsync(question, cancellation).AsTask().WaitAsync(AnswerLimit, cancellation).ConfigureAwait(false);
            return await question.Answer.WaitAsync(AnswerLimit, cancellation).ConfigureAwait(false);
        }
        catch (Exception error) when (error is SqliteException or ChannelClosedException)
        {
            throw new IOException($"dead letters: {error.Message}", error);
        }
    }

    /// <inheritdoc />
    public async ValueTask DisposeAsync()
    {
        _queue.Complete();
        await _writer.ConfigureAwait(false);
        _table.Dispose();
    }

    private static long BytesOf(object item) => item is DeadLetter deadLetter
        ? Overhead + deadLetter.Payload.Length + deadLetter.Properties.Bytes.Length
            + (2L * (deadLetter.Reason.Length + deadLetter.Topic.Length)) : 0;

    private async Task WriteAsync()
    {
        var batch = new List<DeadLetter>(BatchLimit);
        var questions = new List<IQuestion>();
        while (await _queue.WaitToReadAsync().ConfigureAwait(false))
        {
            while (batch.Count < BatchLimit && _queue.TryRead(out var item))
            {
                if (item is DeadLetter deadLetter) batch.Add(deadLetter);
                else questions.Add((IQuestion)item);
            }

            TryInsert(batch);
            foreach (var question in questions) question.AnswerFrom(_table);
            if (questions.Count > 0) TryCount();
            batch.Clear();
            questions.Clear();
        }
    }

    private void TryInsert(List<DeadLetter> batch)
    {
        if (batch.Count == 0) return;
        try
        {
            using var transaction = _table.Begin();
            foreach (var deadLetter in batch) _table.Insert(deadLetter, transaction);
            Interlocked.Add(ref _lost, _table.DropOldest(_deadLetterLimit, transaction));
            transaction.Commit();
            TryCount();
            _outage.End();
        }
        catch (SqliteException error)
        {
            Interlocked.Add(ref _lost, batch.Count);
            if (_outage.Begin()) EdgeTelemetry.DeadLettersLost(_logger, batch.Count, error.Message);
        }
    }

    private void TryCount()
    {
        try
        {
            Volatile.Write(ref _count, _table.Count());
        }
        catch (SqliteException)
        {
            // The next dead letter counts again.
        }
    }

    private interface IQuestion
    {
        void AnswerFrom(DeadLetterTable table);
    }

    private sealed class Question<T>(Func<DeadLetterTable, T> ask) : IQuestion
    {
        private readonly TaskCompletionSource<T> _answer = new(TaskCreationOptions.RunContinuationsAsynchronously);

        public Task<T> Answer => _answer.Task;

        public void AnswerFrom(DeadLetterTable table)
        {
            try
            {
                _answer.TrySetResult(ask(table));
            }
            catch (SqliteException error)
            {
                _answer.TrySetException(error);
            }
        }
    }
}
