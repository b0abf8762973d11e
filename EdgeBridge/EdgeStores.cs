using EventEdge.EdgeBridge.Checkpoints;
using EventEdge.EdgeBridge.DeadLetters;
using EventEdge.EdgeBridge.Journal;
using EventEdge.EdgeBridge.Outbox;
using EventEdge.EdgeBridge.Storage;
using Microsoft.Extensions.Logging;

namespace EventEdge.EdgeBridge;

/// <summary>Everything a node keeps on disk, opened together and closed together.</summary>
internal sealed record EdgeStores(
    MessageJournal Journal, ResultOutbox Outbox, CheckpointStore Checkpoints, DeadLetterStore DeadLetters) : IAsyncDisposable
{
    /// <summary>Opens the stores of a data directory, which is created when missing.</summary>
    /// <exception cref="EdgeStartException">The directory cannot be written, is in use by another process, or was written by a newer version.</exception>
    public static EdgeStores Open(EdgeOptions options, TimeProvider time, ILoggerFactory loggers)
    {
        var root = options.DataDirectory;
        try
        {
            Directory.CreateDirectory(root);
            var journal = MessageJournal.Open(
                new JournalOptions { Directory = Path.Combine(root, "journal") }, PhysicalLogFiles.Instance, loggers.CreateLogger<MessageJournal>());
            var outbox = ResultOutbox.Open(
                new OutboxOptions { Directory = Path.Combine(root, "outbox"), HardLimitBytes = options.OutboxLimitBytes, Node = options.Node },
                PhysicalLogFiles.Instance,
                time,
                loggers.CreateLogger<ResultOutbox>());
            return new EdgeStores(
                journal,
                outbox,
                new CheckpointStore(Path.Combine(root, "state.db")),
                new DeadLetterStore(Path.Combine(root, LetterFile.FileName), loggers.CreateLogger<DeadLetterStore>()));
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException or InvalidDataException)
        {
            throw new EdgeStartException($"data directory {root}: {error.Message}", error);
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
}
