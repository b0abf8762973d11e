using System.Buffers;
using System.Collections.Concurrent;
using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Threading.Channels;
using EventEdge.Contracts.Texts;
using Microsoft.Extensions.Logging;

namespace EventEdge.Hosting.Access;

/// <summary>
/// Every security decision that refuses, and every login, as one JSON object a line in <c>audit.jsonl</c>, and as a counter; of a flood the
/// first and a count (<see cref="AuditBudget"/>). Never waits and never fails a caller: what the disk does not take in time is counted as
/// lost.
/// </summary>
internal sealed class AuditLog : IAsyncDisposable
{
    private const int QueueLimit = 4096;
    private static readonly TimeSpan StopLimit = TimeSpan.FromSeconds(5);
    private static readonly JsonWriterOptions Json = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    private readonly TimeProvider _time;
    private readonly ILogger _logger;
    private readonly ConcurrentDictionary<(AuditEvent, bool), long> _counts = new();
    private readonly Channel<AuditEntry> _queue = Channel.CreateBounded<AuditEntry>(
        new BoundedChannelOptions(QueueLimit) { SingleReader = true });
    private readonly Lock _gate = new();
    private readonly AuditBudget _budget;
    private readonly AuditFile? _file;
    private readonly Task _writing;
    private long _lost;

    /// <param name="directory">Where the file is kept; null to count only.</param>
    /// <param name="time">Clock of the entries.</param>
    /// <param name="logger">Told when the file cannot be written.</param>
    public AuditLog(string? directory, TimeProvider time, ILogger logger)
    {
        (_time, _logger, _budget) = (time, logger, new(time));
        _file = directory is null ? null : new AuditFile(directory);
        _writing = _file is null ? Task.CompletedTask : Task.Run(() => WriteAsync(_file));
    }

    /// <summary>Decisions so far by event, whether allowed; and entries the file lacks.</summary>
    public SecurityCounts Counts =>
        new([.. _counts.Select(one => new SecurityCount(one.Key.Item1, one.Key.Item2, one.Value))], Interlocked.Read(ref _lost));

    /// <summary>Notes a decision.</summary>
    public void Record(AuditEvent what, bool allowed, AuditEntry entry)
    {
        _counts.AddOrUpdate((what, allowed), 1, static (_, count) => count + 1);
        if (_file is null) return;
        var dated = entry with { Event = what, Allowed = allowed, At = _time.GetUtcNow() };
        bool isWritten;
        AuditEntry? summary;
        lock (_gate) isWritten = _budget.Take(dated, out summary);
        if (summary is not null) Enqueue(summary);
        if (isWritten) Enqueue(dated);
    }

    /// <inheritdoc />
    public async ValueTask DisposeAsync()
    {
        lock (_gate)
        {
            foreach (var summary in _budget.Rest(_time.GetUtcNow())) Enqueue(summary);
        }

        _queue.Writer.TryComplete();
        await _writing.WaitAsync(StopLimit, _time).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
    }

    private void Enqueue(AuditEntry entry)
    {
        if (!_queue.Writer.TryWrite(entry)) Interlocked.Increment(ref _lost);
    }

    private async Task WriteAsync(AuditFile file)
    {
        var lines = new ArrayBufferWriter<byte>();
        while (await _queue.Reader.WaitToReadAsync().ConfigureAwait(false))
        {
            var count = 0;
            for (; count < QueueLimit && _queue.Reader.TryRead(out var entry); count++) Format(entry, lines);
            TryAppend(file, Encoding.UTF8.GetBytes(VisibleText.OfLines(Encoding.UTF8.GetString(lines.WrittenSpan))), count);
            lines.ResetWrittenCount();
        }
    }

    private void TryAppend(AuditFile file, ReadOnlySpan<byte> lines, int count)
    {
        try
        {
            file.Append(lines);
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            if (Interlocked.Add(ref _lost, count) == count) _logger.AuditNotWritten(error);
        }
    }

    private static void Format(AuditEntry entry, ArrayBufferWriter<byte> lines)
    {
        using (var json = new Utf8JsonWriter(lines, Json))
        {
            json.WriteStartObject();
            json.WriteString("at", entry.At);
            json.WriteString("event", JsonNamingPolicy.SnakeCaseLower.ConvertName(entry.Event.ToString()));
            json.WriteString("outcome", entry.Allowed ? "allowed" : "refused");
            foreach (var (name, value) in entry.Texts)
            {
                if (value is { Length: > 0 })
                    json.WriteString(name, value.Length > AuditEntry.TextLimit ? value[..AuditEntry.TextLimit] : value);
            }

            json.WriteEndObject();
        }

        lines.Write("\n"u8);
    }
}
