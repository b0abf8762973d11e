using EventEdge.EdgeBridge.Checkpoints;
using EventEdge.EdgeBridge.DeadLetters;
using EventEdge.EdgeBridge.Journal;
using EventEdge.EdgeBridge.Outbox;
using EventEdge.EdgeBridge.Storage.Files;
using Microsoft.Extensions.Logging;

namespace EventEdge.EdgeBridge.Recovery;

/// <summary>Everything a node keeps on disk, opened together and closed together.</summary>
internal sealed record EdgeStores(
    MessageJournal Journal, ResultOutbox Outbox, CheckpointStore Checkpoints, DeadLetterStore DeadLetters) : IAsyncDisposable
{
    /// <summary>True when the saved state was gone while messages or results were there.</summary>
    public bool StateWasLost { get; private init; }

    /// <summary>The directories without which nothing is durable.</summary>
    private string Root { get; init; } = string.Empty;

    /// <summary>Why nothing durable can be taken, or will not be for long, in words; null when all is well.</summary>
    public string? Trouble =>
        !Directory.Exists(Path.Combine(Root, "journal")) ? $"the data directory {Root} was deleted or moved away"
        : Journal.Hang is { } journal ? $"journal: {journal}"
        : Outbox.Failure is { } reason ? $"outbox: {reason}"
        : Outbox.Hang is { } outbox ? $"outbox: {outbox}"
        : Outbox.IsFull ? "the outbox is full until results can leave"
        : null;

    /// <summary>Opens the stores of a data directory, which is created when missing, and enters in the ledger what is gone.</summary>
    /// <exception cref="EdgeStartException">The directory cannot be written, is in use by another process, or was written by a newer
    /// version.</exception>
    public static EdgeStores Open(EdgeOptions options, ILogFiles files, TimeProvider time, ILoggerFactory loggers)
    {
        var opened = new Stack<object>();
        try
        {
            return Open(options, files, time, loggers, opened);
        }
        catch (Exception error)
        {
            foreach (var store in opened) Close(store);
            if (error is not (IOException or UnauthorizedAccessException or InvalidDataException)) throw;
            throw new EdgeStartException($"data directory {options.DataDirectory}: {error.Message}", error);
        }
    }

    /// <inheritdoc />
    public async ValueTask DisposeAsync()
    {
        await DeadLetters.DisposeAsync().ConfigureAwait(false);
        Checkpoints.Dispose();
        await Outbox.DisposeAsync().ConfigureAwait(false);
        await Journal.DisposeAsync().ConfigureAwait(false);
    }

    // The state comes first and the outbox second, because both remember positions of the journal, which must not give them out again.
    private static EdgeStores Open(EdgeOptions options, ILogFiles files, TimeProvider time, ILoggerFactory loggers, Stack<object> opened)
    {
        var root = options.DataDirectory;
        Directory.CreateDirectory(root);
        var checkpoints = Opened(new CheckpointStore(Path.Combine(root, "state.db")));
        var offsets = checkpoints.LoadOffsets();
        var outbox = Opened(OpenOutbox(options, offsets, files, time, loggers));
        var journal = Opened(OpenJournal(options, Math.Max(offsets?.Journal ?? 0, outbox.HighestCursor) + 1, files, loggers));
        foreach (var loss in LossCheck.Of(offsets, journal, outbox, time.GetUtcNow()))
        {
            checkpoints.Record(loss);
            EdgeTelemetry.PartLost(loggers.CreateLogger<EdgeStores>(), loss.Part, root, loss.Reason);
        }

        var deadLetters = new DeadLetterStore(Path.Combine(root, DeadLetterFile.FileName), loggers.CreateLogger<DeadLetterStore>());
        return new EdgeStores(journal, outbox, checkpoints, deadLetters)
        {
            StateWasLost = LossCheck.StateWasLost(offsets, journal, outbox), Root = root,
        };

        T Opened<T>(T store)
            where T : notnull
        {
            opened.Push(store);
            return store;
        }
    }

    private static ResultOutbox OpenOutbox(
        EdgeOptions options, SavedOffsets? offsets, ILogFiles files, TimeProvider time, ILoggerFactory loggers)
    {
        var directory = Path.Combine(options.DataDirectory, "outbox");
        return ResultOutbox.Open(
            new OutboxOptions
            {
                Directory = directory,
                Node = options.Node,
                HardLimitBytes = options.OutboxLimitBytes,
                CommittedBefore = offsets?.Committed ?? [],
            },
            files,
            time,
            loggers.CreateLogger<ResultOutbox>());
    }

    private static MessageJournal OpenJournal(
        EdgeOptions options, long continueFrom, ILogFiles files, ILoggerFactory loggers) => MessageJournal.Open(
        new JournalOptions { Directory = Path.Combine(options.DataDirectory, "journal"), ContinueFrom = continueFrom },
        files,
        loggers.CreateLogger<MessageJournal>());

    private static void Close(object store)
    {
        if (store is IAsyncDisposable closing) closing.DisposeAsync().AsTask().GetAwaiter().GetResult();
        else ((IDisposable)store).Dispose();
    }
}
