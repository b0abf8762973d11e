using System.Threading.Channels;
using EventEdge.FunctionDispatcher.Dispatch;
using Microsoft.Data.Sqlite;
using Microsoft.Extensions.Logging;

namespace EventEdge.EdgeBridge.DeadLetters;

/// <summary>
/// What was given up, kept on disk with its reason until a person has looked: the newest <see cref="LetterLimit"/>, older ones make room and
/// are counted. A replay that gives up the same message again keeps it once.
/// </summary>
internal sealed class DeadLetterStore : IAsyncDisposable
{
    /// <summary>Most letters kept.</summary>
    public const int LetterLimit = 10_000;

    /// <summary>Longest payload kept, in bytes; the rest is cut.</summary>
    public const int PayloadLimit = 64 * 1024;

    private const int BatchLimit = 512;
    private const int QueueLimit = 4_096;
    private static readonly TimeSpan FlushLimit = TimeSpan.FromSeconds(10);

    private readonly SqliteConnection _connection;
    private readonly Channel<object> _queue = Channel.CreateBounded<object>(new BoundedChannelOptions(QueueLimit) { SingleReader = true });
    private readonly ILogger _logger;
    private readonly Task _writer;
    private long _count;
    private long _dropped;

    /// <summary>Opens or creates the store.</summary>
    /// <exception cref="IOException">The file cannot be opened or written.</exception>
    public DeadLetterStore(string path, ILogger logger)
    {
        _logger = logger;
        _connection = new SqliteConnection(new SqliteConnectionStringBuilder { DataSource = path, Pooling = false }.ToString());
        try
        {
            Prepare();
        }
        catch (SqliteException error)
        {
            _connection.Dispose();
            throw new IOException($"{path}: {error.Message}", error);
        }

        _writer = Task.Run(WriteAsync);
    }

    /// <summary>Letters kept.</summary>
    public long Count => Volatile.Read(ref _count);

    /// <summary>Letters that made room for newer ones, or came faster than the disk could take them.</summary>
    public long Dropped => Volatile.Read(ref _dropped);

    /// <summary>Keeps a letter. Waits for room for a bounded time.</summary>
    public void Add(DeadLetter letter)
    {
        if (_queue.Writer.TryWrite(letter)) return;
        using var limit = new CancellationTokenSource(FlushLimit);
        try
        {
            _queue.Writer.WriteAsync(letter, limit.Token).AsTask().GetAwaiter().GetResult();
        }
        catch (Exception error) when (error is OperationCanceledException or ChannelClosedException)
        {
            Interlocked.Increment(ref _dropped);
        }
    }

    /// <summary>Completes when every letter added so far is on disk.</summary>
    public async Task FlushAsync(CancellationToken cancellation)
    {
        var done = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        await _queue.Writer.WriteAsync(done, cancellation).ConfigureAwait(false);
        await done.Task.WaitAsync(FlushLimit, cancellation).ConfigureAwait(false);
    }

    /// <inheritdoc />
    public async ValueTask DisposeAsync()
    {
        _queue.Writer.TryComplete();
        await _writer.ConfigureAwait(false);
        await _connection.DisposeAsync().ConfigureAwait(false);
    }

    private void Prepare()
    {
        _connection.Open();
        Execute(
            """
            PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL; PRAGMA busy_timeout = 5000;
            CREATE TABLE IF NOT EXISTS dead_letter (
              id INTEGER PRIMARY KEY AUTOINCREMENT, binding TEXT NOT NULL, stage TEXT NOT NULL, reason TEXT NOT NULL, topic TEXT NOT NULL,
              payload BLOB NOT NULL, received_at TEXT NOT NULL, sequence INTEGER);
            CREATE UNIQUE INDEX IF NOT EXISTS dead_letter_once ON dead_letter (binding, stage, sequence) WHERE sequence IS NOT NULL;
            """);
        _count = Scalar("SELECT count(*) FROM dead_letter");
    }

    private async Task WriteAsync()
    {
        var batch = new List<DeadLetter>(BatchLimit);
        var flushes = new List<TaskCompletionSource>();
        while (await _queue.Reader.WaitToReadAsync().ConfigureAwait(false))
        {
            while (batch.Count < BatchLimit && _queue.Reader.TryRead(out var item))
            {
                if (item is DeadLetter letter) batch.Add(letter);
                else flushes.Add((TaskCompletionSource)item);
            }

            TryInsert(batch);
            foreach (var flush in flushes) flush.TrySetResult();
            batch.Clear();
            flushes.Clear();
        }
    }

    private void TryInsert(List<DeadLetter> batch)
    {
        if (batch.Count == 0) return;
        try
        {
            using var transaction = _connection.BeginTransaction();
            foreach (var letter in batch) Insert(letter, transaction);
            transaction.Commit();
            Volatile.Write(ref _count, Scalar("SELECT count(*) FROM dead_letter"));
            if (_count > LetterLimit) MakeRoom();
        }
        catch (SqliteException error)
        {
            Interlocked.Add(ref _dropped, batch.Count);
            EdgeTelemetry.DeadLettersLost(_logger, batch.Count, error.Message);
        }
    }

    private void Insert(DeadLetter letter, SqliteTransaction transaction)
    {
        using var command = _connection.CreateCommand();
        command.Transaction = transaction;
        command.CommandText =
            "INSERT OR IGNORE INTO dead_letter (binding, stage, reason, topic, payload, received_at, sequence) VALUES ($b, $s, $r, $t, $p, $a, $n)";
        command.Parameters.AddWithValue("$b", letter.Binding);
        command.Parameters.AddWithValue("$s", letter.Stage.ToString());
        command.Parameters.AddWithValue("$r", letter.Reason);
        command.Parameters.AddWithValue("$t", letter.Topic);
        command.Parameters.AddWithValue("$p", letter.Payload[..Math.Min(letter.Payload.Length, PayloadLimit)].ToArray());
        command.Parameters.AddWithValue("$a", letter.ReceivedAt.ToString("O"));
        command.Parameters.AddWithValue("$n", letter.Sequence == 0 ? DBNull.Value : letter.Sequence);
        command.ExecuteNonQuery();
    }

    private void MakeRoom()
    {
        var excess = _count - LetterLimit;
        Execute($"DELETE FROM dead_letter WHERE id IN (SELECT id FROM dead_letter ORDER BY id LIMIT {excess})");
        Interlocked.Add(ref _dropped, excess);
        Interlocked.Add(ref _count, -excess);
    }

    private void Execute(string sql)
    {
        using var command = _connection.CreateCommand();
        command.CommandText = sql;
        command.ExecuteNonQuery();
    }

    private long Scalar(string sql)
    {
        using var command = _connection.CreateCommand();
        command.CommandText = sql;
        return (long)command.ExecuteScalar()!;
    }
}
