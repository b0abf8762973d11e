using EventEdge.CloudIngest.Ledger.Records;
using EventEdge.Hosting.Storage;
using Microsoft.Data.Sqlite;

namespace EventEdge.CloudIngest.Ledger.Tables;

/// <summary>What each stream brought, beside the intervals that say which of it is stored.</summary>
internal sealed class StreamTable(SqliteConnection connection) : IDisposable
{
    public const string Schema = """
        CREATE TABLE IF NOT EXISTS streams(
          node TEXT NOT NULL, epoch TEXT NOT NULL, class INTEGER NOT NULL, frames INTEGER NOT NULL, points INTEGER NOT NULL,
          duplicates INTEGER NOT NULL, last_at TEXT NOT NULL, PRIMARY KEY (node, epoch, class)) WITHOUT ROWID;
        """;

    private readonly SqliteCommand _add = SqliteFile.Prepare(
        connection,
        """
        INSERT INTO streams VALUES ($n, $e, $c, $f, $p, $d, $a)
        ON CONFLICT DO UPDATE SET frames = frames + $f, points = points + $p, duplicates = duplicates + $d, last_at = $a
        """,
        "$n", "$e", "$c", "$f", "$p", "$d", "$a");

    private readonly SqliteCommand _forget =
        SqliteFile.Prepare(connection, "DELETE FROM streams WHERE node = $n AND epoch = $e AND class = $c", "$n", "$e", "$c");

    /// <summary>Adds to a stream's counts.</summary>
    public void Add(StreamKey stream, StreamCounts counts, DateTimeOffset at, SqliteTransaction transaction) => SqliteFile.Run(
        _add, transaction, stream.Node, stream.Epoch.ToString(), (int)stream.Class, counts.Frames, counts.Points, counts.Redelivered,
        at.ToString("O"));

    /// <summary>A numbering is not kept apart any more.</summary>
    public void Forget(StreamKey stream, SqliteTransaction transaction) =>
        SqliteFile.Run(_forget, transaction, stream.Node, stream.Epoch.ToString(), (int)stream.Class);

    /// <inheritdoc />
    public void Dispose()
    {
        _add.Dispose();
        _forget.Dispose();
    }
}
