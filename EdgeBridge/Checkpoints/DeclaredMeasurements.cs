using EventEdge.FunctionDispatcher.Configuration.Files;
using EventEdge.Hosting.Storage;
using Microsoft.Data.Sqlite;

namespace EventEdge.EdgeBridge.Checkpoints;

/// <summary>The measurements that the bindings in force on an edge node write, read beside a node that runs.</summary>
public static class DeclaredMeasurements
{
    /// <summary>Their names; none where the directory is no edge node's, or its state cannot be read.</summary>
    public static IReadOnlyList<string> Of(string dataDirectory)
    {
        var path = Path.Combine(dataDirectory, "state.db");
        if (!File.Exists(path)) return [];
        try
        {
            var config = BindingsFile.ParsePinned(Text(path), "the saved configuration").Config;
            return [.. config?.Bindings.Select(binding => binding.Emit.Measurement).OfType<string>().Distinct(StringComparer.Ordinal)
                ?? []];
        }
        catch (Exception error) when (error is SqliteException or IOException)
        {
            return [];
        }
    }

    private static string Text(string path)
    {
        using var connection = SqliteFile.OpenToRead(path, CheckpointStore.FormatVersion);
        using var command = connection.CreateCommand();
        command.CommandText = "SELECT text FROM configuration";
        return command.ExecuteScalar() as string ?? string.Empty;
    }
}
