using EventEdge.CloudIngest.Ledger.Tables;
using EventEdge.Hosting.Storage;
using Microsoft.Data.Sqlite;

namespace EventEdge.CloudIngest.Ledger;

/// <summary>Takes dead letters out of a cloud node's data directory, also while the node runs.</summary>
public static class StoredDeadLetters
{
    /// <summary>Removes dead letters; gives how many there were.</summary>
    /// <exception cref="IOException">The ledger is not there or cannot be written.</exception>
    public static long Remove(string dataDirectory, IReadOnlyCollection<long> ids)
    {
        var path = Path.Combine(dataDirectory, CloudLedgerReader.FileName);
        if (!File.Exists(path)) throw new FileNotFoundException($"there is no ledger at {path}", path);
        try
        {
            using var connection = SqliteFile.Open(path, DeadLetterTable.Schema);
            using var transaction = connection.BeginTransaction();
            using var remove = SqliteFile.Prepare(connection, "DELETE FROM dead_letters WHERE id = $i", "$i");
            var removed = ids.Sum(id => (long)SqliteFile.Run(remove, transaction, id));
            transaction.Commit();
            return removed;
        }
        catch (SqliteException error)
        {
            throw new IOException($"{path}: {error.Message}", error);
        }
    }
}
