using EventEdge.FunctionDispatcher.Configuration;
using EventEdge.FunctionDispatcher.Configuration.Joining;
using EventEdge.FunctionDispatcher.Configuration.Shapes;
using EventEdge.FunctionDispatcher.Lookups.Tables;
using Microsoft.Data.Sqlite;

namespace EventEdge.FunctionDispatcher.Lookups.Sqlite;

/// <summary>Tables in SQLite databases.</summary>
public sealed class SqliteLookup : ITableSource
{
    /// <summary>Largest database, in bytes: it is looked through whenever it changes.</summary>
    public const int FileLimit = 64 << 20;

    /// <inheritdoc />
    public string Name => "sqlite";

    /// <inheritdoc />
    public Type ConfigType => typeof(SqliteLookupConfig);

    /// <inheritdoc />
    TableReading ITableSource.Read(LookupConfig config, Func<string, string> fileOf)
    {
        var sqlite = (SqliteLookupConfig)config;
        var file = fileOf(sqlite.Sqlite);
        // What a database in WAL mode was told last stands beside it.
        var log = $"{file}-wal";
        (string, string)[] files = [(file, ContentHash.OfFile(file)), (log, ContentHash.OfFile(log))];
        return Obstacle(file, sqlite.Sqlite) is { } obstacle ? Refuse(obstacle) : Read(sqlite, file, Refuse) with { Files = files };

        TableReading Refuse(string problem) => new() { Problems = [new(nameof(sqlite.Sqlite), null, problem)], Files = files };
    }

    private static string? Obstacle(string file, string path)
    {
        var info = new FileInfo(file);
        if (!info.Exists) return $"there is no file '{file}'";
        return info.Length > FileLimit ? $"'{path}' is larger than {Quantity.FormatSize(FileLimit)}" : null;
    }

    private static TableReading Read(SqliteLookupConfig config, string file, Func<string, TableReading> refuse)
    {
        try
        {
            using var connection = SqliteTable.Open(file);
            return new SqliteTable(connection, config).Read();
        }
        catch (SqliteException failure)
        {
            return refuse($"'{config.Sqlite}' cannot be read: {failure.Message}");
        }
    }
}
