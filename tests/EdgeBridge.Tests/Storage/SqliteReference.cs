using Microsoft.Data.Sqlite;

namespace EventEdge.EdgeBridge.Tests.Storage;

/// <summary>
/// What a log promises, said in SQL: records get dense numbers, a crash leaves a prefix that holds everything committed, a trim removes a
/// prefix that nobody asked to keep, everything else stays as it was written.
/// </summary>
internal sealed class SqliteReference : IDisposable
{
    private readonly SqliteConnection _connection = new("Data Source=:memory:");

    public SqliteReference()
    {
        _connection.Open();
        Run("CREATE TABLE record (sequence INTEGER PRIMARY KEY, type INTEGER NOT NULL, payload BLOB NOT NULL, committed INTEGER NOT NULL)");
        Run("CREATE TABLE mark (next INTEGER NOT NULL); INSERT INTO mark VALUES (1)");
    }

    public long NextSequence => Number("SELECT next FROM mark");

    public long FirstSequence => Number("SELECT coalesce(min(sequence), (SELECT next FROM mark)) FROM record");

    public long Committed => Number("SELECT coalesce(max(sequence), 0) FROM record WHERE committed");

    public long Append(int type, byte[] payload)
    {
        Run("INSERT INTO record SELECT next, $a, $b, 0 FROM mark; UPDATE mark SET next = next + 1", type, payload);
        return NextSequence - 1;
    }

    public void Commit() => Run("UPDATE record SET committed = 1");

    /// <summary>The log was found to end here; false when it had promised more, or never had as much.</summary>
    public bool TryCrash(long last)
    {
        if (last < Committed || last >= NextSequence) return false;
        Run("DELETE FROM record WHERE sequence > $a; UPDATE record SET committed = 1; UPDATE mark SET next = $a + 1", last);
        return true;
    }

    /// <summary>The log was found to begin here; false when it has let go of something at or after <paramref name="keepFrom"/>.</summary>
    public bool TryTrim(long first, long keepFrom)
    {
        if (first > Math.Max(keepFrom, FirstSequence)) return false;
        Run("DELETE FROM record WHERE sequence < $a", first);
        return true;
    }

    /// <summary>Every committed record from a sequence on.</summary>
    public IEnumerable<(long Sequence, int Type, string Payload)> Read(long from)
    {
        using var command = Command(
            "SELECT sequence, type, hex(payload) FROM record WHERE committed AND sequence >= $a ORDER BY sequence", from);
        using var row = command.ExecuteReader();
        while (row.Read()) yield return (row.GetInt64(0), row.GetInt32(1), row.GetString(2));
    }

    public void Dispose() => _connection.Dispose();

    private void Run(string sql, params object[] values)
    {
        using var command = Command(sql, values);
        command.ExecuteNonQuery();
    }

    private long Number(string sql)
    {
        using var command = Command(sql);
        return (long)command.ExecuteScalar()!;
    }

    private SqliteCommand Command(string sql, params object[] values)
    {
        var command = _connection.CreateCommand();
        command.CommandText = sql;
        for (var i = 0; i < values.Length; i++) command.Parameters.AddWithValue("$" + (char)('a' + i), values[i]);
        return command;
    }
}
