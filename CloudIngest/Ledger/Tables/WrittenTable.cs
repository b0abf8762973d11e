using System.Security.Cryptography;
using EventEdge.CloudIngest.Identity;
using EventEdge.Hosting.Storage;
using Microsoft.Data.Sqlite;

namespace EventEdge.CloudIngest.Ledger.Tables;

/// <summary>
/// Remembers what was written last, so that every store gives a correction, a repetition and an overwriting the same meaning and the same
/// count, also those that overwrite without looking. Exact from the first point on for the last <see cref="ByteLimit"/> of points and,
/// beside them, the last <see cref="CorrectionByteLimit"/> of corrected ones; what is older is taken for new. Kept in the ledger's file and
/// committed with the ledger's own entries: after a crash both know of a batch or neither does, and what is delivered again is judged as it
/// was the first time.
/// </summary>
internal sealed class WrittenTable : IDisposable
{
    public const string Schema = """
        CREATE TABLE IF NOT EXISTS written(place INTEGER PRIMARY KEY, corrections INTEGER NOT NULL, points BLOB NOT NULL);
        CREATE TABLE IF NOT EXISTS written_key(one INTEGER PRIMARY KEY CHECK (one = 1), secret BLOB NOT NULL);
        """;

    /// <summary>Bytes of points: about 260,000 of five fields.</summary>
    public const int ByteLimit = 16 << 20;

    /// <summary>Bytes of corrected points.</summary>
    public const int CorrectionByteLimit = 8 << 20;

    private readonly Dictionary<UInt128, (byte[] Block, int Offset)> _index = [];
    private readonly WrittenBlocks _points;
    private readonly WrittenBlocks _corrections;
    private readonly SqliteConnection _connection;
    private readonly SqliteCommand _add;
    private readonly SqliteCommand _forget;
    private long _place;
    private long _forgotten;
    private long _forgottenCorrections;

    public WrittenTable(SqliteConnection connection, int byteLimit = ByteLimit, int correctionByteLimit = CorrectionByteLimit)
    {
        _connection = connection;
        _points = new(_index, byteLimit);
        _corrections = new(_index, correctionByteLimit);
        _add = SqliteFile.Prepare(connection, "INSERT OR REPLACE INTO written VALUES ($p, $c, $b)", "$p", "$c", "$b");
        _forget = SqliteFile.Prepare(connection, "DELETE FROM written WHERE place <= $p AND corrections = $c", "$p", "$c");
        Hasher = new PointHasher(Secret());
        Load();
    }

    /// <summary>Makes the stand-ins this memory keeps.</summary>
    public PointHasher Hasher { get; }

    /// <summary>Points it knows of.</summary>
    public int Count => _index.Count;

    /// <summary>What is known of a point; false when nothing is.</summary>
    public bool TryFind(UInt128 identity, out WrittenPoint point)
    {
        if (!_index.TryGetValue(identity, out var place))
        {
            point = default;
            return false;
        }

        point = WrittenPoint.Read(place.Block.AsSpan(place.Offset));
        return true;
    }

    /// <summary>
    /// Writes what became of a batch; nothing is known of it until <see cref="Remember"/>, once the transaction is committed.
    /// </summary>
    public void Save(WrittenBatch batch, SqliteTransaction transaction)
    {
        if (batch.Points.Length > 0) SqliteFile.Run(_add, transaction, _place + 1, 0, batch.Points);
        if (batch.Corrections.Length > 0) SqliteFile.Run(_add, transaction, _place + 2, 1, batch.Corrections);
        if (_forgotten > 0) SqliteFile.Run(_forget, transaction, _forgotten, 0);
        if (_forgottenCorrections > 0) SqliteFile.Run(_forget, transaction, _forgottenCorrections, 1);
    }

    /// <summary>The transaction with these points is committed.</summary>
    public void Remember(WrittenBatch batch)
    {
        // What is forgotten now leaves the file with the next batch.
        _forgotten = batch.Points.Length > 0 ? _points.Add(_place + 1, batch.Points) : 0;
        _forgottenCorrections = batch.Corrections.Length > 0 ? _corrections.Add(_place + 2, batch.Corrections) : 0;
        _place += 2;
    }

    /// <inheritdoc />
    public void Dispose()
    {
        _add.Dispose();
        _forget.Dispose();
    }

    private UInt128 Secret()
    {
        using var draw = SqliteFile.Prepare(_connection, "INSERT OR IGNORE INTO written_key VALUES (1, $s)", "$s");
        draw.Parameters[0].Value = RandomNumberGenerator.GetBytes(16);
        draw.ExecuteNonQuery();
        using var read = SqliteFile.Prepare(_connection, "SELECT secret FROM written_key");
        return BitConverter.ToUInt128((byte[])read.ExecuteScalar()!);
    }

    private void Load()
    {
        using var all = SqliteFile.Prepare(_connection, "SELECT place, corrections, points FROM written ORDER BY place");
        using var row = all.ExecuteReader();
        while (row.Read())
        {
            _place = row.GetInt64(0);
            var block = row.GetFieldValue<byte[]>(2);
            if (row.GetBoolean(1)) _forgottenCorrections = Math.Max(_forgottenCorrections, _corrections.Add(_place, block));
            else _forgotten = Math.Max(_forgotten, _points.Add(_place, block));
        }
    }
}

/// <summary>What became of the points of a batch, as bytes.</summary>
/// <param name="Points">First results.</param>
/// <param name="Corrections">Those with a revision above 0.</param>
internal sealed record WrittenBatch(byte[] Points, byte[] Corrections)
{
    public static WrittenBatch Empty { get; } = new([], []);

    /// <summary>These points.</summary>
    public static WrittenBatch Of(IReadOnlyCollection<WrittenPoint> points)
    {
        var (size, corrections) = (0, 0);
        foreach (var point in points)
        {
            if (point.Revision == 0) size += point.Size;
            else corrections += point.Size;
        }

        var batch = new WrittenBatch(new byte[size], new byte[corrections]);
        (size, corrections) = (0, 0);
        foreach (var point in points)
        {
            if (point.Revision == 0) size += point.Write(batch.Points.AsSpan(size));
            else corrections += point.Write(batch.Corrections.AsSpan(corrections));
        }

        return batch;
    }
}
