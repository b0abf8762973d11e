namespace EventEdge.EdgeBridge.DeadLetters;

/// <summary>The letters of a node that does not run. The caller holds the data directory's lock, so that none starts meanwhile.</summary>
public sealed class LetterFile(string dataDirectory) : ILetterDesk
{
    /// <summary>Name of the file inside the data directory.</summary>
    public const string FileName = "dead-letters.db";

    private readonly string _path = Path.Combine(dataDirectory, FileName);

    /// <summary>Whether the directory is an edge node's.</summary>
    public bool Exists => File.Exists(_path);

    /// <inheritdoc />
    public Task<LetterPage> ListAsync(LetterFilter filter, CancellationToken cancellation) => Task.FromResult(Ask(table => table.Read(filter)));

    /// <inheritdoc />
    public Task<long> DropAsync(LetterFilter filter, CancellationToken cancellation) => Task.FromResult(Ask(table => table.Delete(filter)));

    /// <inheritdoc />
    /// <exception cref="IOException">Always: what is published again has to be journalled by a running node.</exception>
    public Task<IReadOnlyList<RetriedLetter>> RetryAsync(LetterFilter filter, CancellationToken cancellation) =>
        throw new IOException("the node does not run: a letter is published again by the node itself, so start it and retry then");

    private T Ask<T>(Func<LetterTable, T> ask)
    {
        try
        {
            using var table = new LetterTable(_path);
            return ask(table);
        }
        catch (Exception error) when (error is InvalidDataException or Microsoft.Data.Sqlite.SqliteException)
        {
            throw new IOException(error.Message, error);
        }
    }
}
