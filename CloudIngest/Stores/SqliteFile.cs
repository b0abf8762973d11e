using Microsoft.Data.Sqlite;

namespace EventEdge.CloudIngest.Stores;

/// <summary>Opens SQLite the way this room wants it: write-ahead log, every commit synced, a busy file waited for.</summary>
internal static class SqliteFile
{
    /// <summary>The format of every file of this room. A change that an older program would misread raises it.</summary>
    public const long FormatVersion = 1;

    /// <summary>Opens for writing, makes the directory and the tables when missing.</summary>
    /// <exception cref="IOException">It cannot be opened or written, or was written by a newer version.</exception>
    public static SqliteConnection Open(string path, string schema)
    {
        Directory.CreateDirectory(Path.GetDirectoryName(Path.GetFullPath(path))!);
        var connection = new SqliteConnection(new SqliteConnectionStringBuilder { DataSource = path, Pooling = false, DefaultTimeout = 10 }.ToString());
        try
        {
            connection.Open();
            RequireFormat(connection);
            Run(connection, $"PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL; {schema} PRAGMA user_version = {FormatVersion};");
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
    public static SqliteConnection OpenToRead(string path)
    {
        var source = new SqliteConnectionStringBuilder { DataSource = path, Mode = SqliteOpenMode.ReadOnly, Pooling = false, DefaultTimeout = 10 };
        var connection = new SqliteConnection(source.ToString());
        try
        {
            connection.Open();
            RequireFormat(connection);
            return connection;
        }
        catch (Exception error)
        {
            connection.Dispose();
            if (error is SqliteException) throw new IOException($"{path}: {error.Message}", error);
            throw;
        }
    }

    /// <summary>Runs statements without a result.</summary>
    public static void Run(SqliteConnection connection, string statements)
    {
        using var command = connection.CreateCommand();
        command.CommandText = statements;
        command.ExecuteNonQuery();
    }

    private static void RequireFormat(SqliteConnection connection)
    {
        using var command = connection.CreateCommand();
        command.CommandText = "PRAGMA user_version";
        var found = (long)command.ExecuteScalar()!;
        if (found > FormatVersion)
            throw new IOException($"{connection.DataSource} has format {found}; this version reads up to {FormatVersion}: use the newer program");
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
