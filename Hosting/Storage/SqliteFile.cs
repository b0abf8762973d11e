using Microsoft.Data.Sqlite;

namespace EventEdge.Hosting.Storage;

/// <summary>Opens SQLite the way both nodes want it: write-ahead log, every commit synced, a busy file waited for.</summary>
internal static class SqliteFile
{
    // A text or a row too big, a constraint violated, a type that does not fit, a parameter out of range.
    private static readonly int[] OfContent = [18, 19, 20, 25];

    /// <summary>The format of a file that has never changed. A change that an older program would misread raises a file's own.</summary>
    public const long FirstFormat = 1;

    /// <summary>
    /// Opens for writing, makes the directory and the tables when missing, and brings a file of an older format up to date.
    /// </summary>
    /// <param name="path">The file.</param>
    /// <param name="schema">Its tables.</param>
    /// <param name="format">The newest format of this file, and the one it has afterwards.</param>
    /// <param name="upgrade">
    /// Makes that format of an older one, whose number it is given: 0 for a file that is new, or from before there were numbers. In one
    /// transaction with the tables.
    /// </param>
    /// <exception cref="IOException">It cannot be opened or written, or was written by a newer version.</exception>
    public static SqliteConnection Open(
        string path, string schema, long format = FirstFormat, Action<SqliteConnection, long>? upgrade = null)
    {
        Directory.CreateDirectory(Path.GetDirectoryName(Path.GetFullPath(path))!);
        var connection = new SqliteConnection(
            new SqliteConnectionStringBuilder { DataSource = path, Pooling = false, DefaultTimeout = 10 }.ToString());
        try
        {
            connection.Open();
            RequireFormat(connection, format);
            Run(connection, $"PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL; BEGIN IMMEDIATE; {schema}");
            // Asked again behind the lock: another process may have brought the file up to date meanwhile.
            var found = RequireFormat(connection, format);
            if (found < format) upgrade?.Invoke(connection, found);
            Run(connection, $"PRAGMA user_version = {format}; COMMIT");
            return connection;
        }
        catch (Exception error)
        {
            connection.Dispose();
            if (error is SqliteException) throw new IOException($"{path}: {error.Message}", error);
            throw;
        }
    }

    /// <summary>Opens a file that is there for reading, also while another process writes it.</summary>
    /// <exception cref="IOException">It cannot be read, or was written by a newer version.</exception>
    public static SqliteConnection OpenToRead(string path, long format = FirstFormat)
    {
        var source = new SqliteConnectionStringBuilder
        { DataSource = path, Mode = SqliteOpenMode.ReadOnly, Pooling = false, DefaultTimeout = 10 };
        var connection = new SqliteConnection(source.ToString());
        try
        {
            connection.Open();
            RequireFormat(connection, format);
            return connection;
        }
        catch (Exception error)
        {
            connection.Dispose();
            if (error is SqliteException) throw new IOException($"{path}: {error.Message}", error);
            throw;
        }
    }

    /// <summary>Whether it is what is written that fails, however often it is tried, and not the disk.</summary>
    public static bool IsOfContent(Exception error) => error is SqliteException failure && OfContent.Contains(failure.SqliteErrorCode);

    /// <summary>Runs statements without a result.</summary>
    public static void Run(SqliteConnection connection, string statements)
    {
        using var command = connection.CreateCommand();
        command.CommandText = statements;
        command.ExecuteNonQuery();
    }

    /// <summary>The format a file says it has; 0 when it is new.</summary>
    public static long FormatOf(SqliteConnection connection)
    {
        using var command = connection.CreateCommand();
        command.CommandText = "PRAGMA user_version";
        return (long)command.ExecuteScalar()!;
    }

    private static long RequireFormat(SqliteConnection connection, long newest)
    {
        var found = FormatOf(connection);
        return found <= newest
            ? found
            : throw new IOException(
                $"{connection.DataSource} has format {found}; this version reads up to {newest}: use the newer program");
    }

    /// <summary>A prepared command with these parameters, in order.</summary>
    public static SqliteCommand Prepare(SqliteConnection connection, string statement, params string[] parameters)
    {
        var command = connection.CreateCommand();
        command.CommandText = statement;
        foreach (var name in parameters) command.Parameters.Add(new SqliteParameter { ParameterName = name });
        command.Prepare();
        return command;
    }

    /// <summary>Runs a prepared command; returns the rows changed.</summary>
    public static int Run(SqliteCommand command, SqliteTransaction transaction, params ReadOnlySpan<object?> values)
    {
        command.Transaction = transaction;
        for (var i = 0; i < values.Length; i++) command.Parameters[i].Value = values[i] ?? DBNull.Value;
        return command.ExecuteNonQuery();
    }
}
