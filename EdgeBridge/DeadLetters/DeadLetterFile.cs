namespace EventEdge.EdgeBridge.DeadLetters;

/// <summary>
/// The dead letters of a node that does not run. The caller holds the data directory's lock, so that none starts meanwhile.
/// </summary>
public sealed class DeadLetterFile(string dataDirectory) : IDeadLetterService
{
    /// <summary>Name of the file inside the data directory.</summary>
    public const string FileName = "dead-letters.db";

    private readonly string _path = Path.Combine(dataDirectory, FileName);

    /// <summary>Whether the directory is an edge node's.</summary>
    public bool Exists => File.Exists(_path);

    /// <inheritdoc />
    public Task<DeadLetterPage> ListAsync(DeadLetterFilter filter, CancellationToken cancellation) =>
        Task.FromResult(Ask(table => table.Read(filter)));

    /// <inheritdoc />
    public Task<long> DropAsync(DeadLetterFilter filter, CancellationToken cancellation) =>
        Task.FromResult(Ask(table => table.Delete(filter)));

    /// <inheritdoc />
    /// <exception cref="IOException">Always: what is published again has to be journalled by a running node.</exception>
    public Task<IReadOnlyList<RetriedDeadLetter>> RetryAsync(DeadLetterFilter filter, CancellationToken cancellation) =>
        throw new IOException("the node does not run: a dead letter is published again by the node itself, so start it and retry then");

    private T Ask<T>(Func<DeadLetterTable, T> ask)
    {
        try
        {
            using var table = new DeadLetterTable(_path);
            return ask(table);
        }
        catch (Exception error) when (error is Microsoft.Data.Sqlite.SqliteException)
        {
            throw new IOException(error.Message, error);
        }
    }
}
