using Microsoft.Data.Sqlite;

namespace EventEdge.EdgeBridge.Checkpoints;

/// <summary>The format of <c>state.db</c>. Tables that an older program may ignore do not raise it.</summary>
internal static class StateFormat
{
    public const long Version = 1;

    /// <exception cref="IOException">The file was written by a newer version.</exception>
    public static void Require(SqliteConnection connection)
    {
        using var command = connection.CreateCommand();
        command.CommandText = "PRAGMA user_version";
        var found = (long)command.ExecuteScalar()!;
        if (found > Version)
            throw new IOException($"{connection.DataSource} has format {found}; this version reads up to {Version}: use the newer program");
    }
}
