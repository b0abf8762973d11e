using System.Globalization;
using EventEdge.Contracts.Measurements;
using EventEdge.EdgeBridge.Outbox;
using Microsoft.Data.Sqlite;

namespace EventEdge.EdgeBridge.Checkpoints;

/// <summary>How far journal and outbox had come when the state was last saved: what has to be on disk at the next start.</summary>
/// <param name="At">When that was.</param>
/// <param name="Journal">Journal position the state includes.</param>
/// <param name="Epoch">The outbox's numbering.</param>
/// <param name="Classes">Its classes; none in a file of a version that did not save them.</param>
internal sealed record SavedOffsets(DateTimeOffset At, long Journal, Guid Epoch, IReadOnlyList<ClassPosition> Classes)
{
    /// <summary>Last committed sequence of each class.</summary>
    public long[] Committed => [.. Classes.Select(c => c.Last)];

    public static SavedOffsets? Load(SqliteConnection connection)
    {
        using var command = connection.CreateCommand();
        command.CommandText = "SELECT saved_at, position, epoch FROM ledger_node";
        using var row = command.ExecuteReader();
        if (!row.Read()) return null;
        var at = DateTimeOffset.Parse(row.GetString(0), CultureInfo.InvariantCulture);
        return new(at, row.GetInt64(1), Guid.Parse(row.GetString(2)), LoadClasses(connection));
    }

    private static List<ClassPosition> LoadClasses(SqliteConnection connection)
    {
        using var command = connection.CreateCommand();
        command.CommandText = "SELECT class, acknowledged, committed FROM ledger_class ORDER BY class";
        using var row = command.ExecuteReader();
        var classes = new List<ClassPosition>();
        while (row.Read()) classes.Add(new((DeliveryClass)row.GetInt32(0), row.GetInt64(1), row.GetInt64(2), 0));
        return classes;
    }
}
