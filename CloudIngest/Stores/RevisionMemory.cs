using System.Text;
using EventEdge.Contracts.Measurements;
using Microsoft.Data.Sqlite;

namespace EventEdge.CloudIngest.Stores;

/// <summary>
/// Remembers the highest revision of corrected results, for stores that overwrite without looking: a first result that is delivered
/// again after its correction must not undo it. Only corrections are remembered, they are few; bounded, the oldest forgotten first;
/// kept on disk, because redelivery is most likely after a restart.
/// </summary>
internal sealed class RevisionMemory : IDisposable
{
    private const string Schema = """
        CREATE TABLE IF NOT EXISTS revisions(place INTEGER PRIMARY KEY, identity INTEGER NOT NULL UNIQUE, revision INTEGER NOT NULL);
        """;

    private readonly Dictionary<long, int> _revisions = [];
    private readonly SqliteConnection _connection;
    private readonly SqliteCommand _remember;
    private readonly SqliteCommand _forget;
    private readonly int _limit;

    /// <param name="path">The file.</param>
    /// <param name="limit">Most identities remembered.</param>
    public RevisionMemory(string path, int limit = 500_000)
    {
        _limit = limit;
        _connection = SqliteFile.Open(path, Schema);
        _remember = SqliteFile.Prepare(_connection, "INSERT OR REPLACE INTO revisions(identity, revision) VALUES ($i, $r)", "$i", "$r");
        _forget = SqliteFile.Prepare(
            _connection, "DELETE FROM revisions WHERE place <= (SELECT place FROM revisions ORDER BY place DESC LIMIT 1 OFFSET $keep)", "$keep");
        Load();
    }

    /// <summary>The points worth writing, each identity once and at its highest revision; the rest is stale.</summary>
    public IReadOnlyList<NodePoint> Current(IReadOnlyList<NodePoint> batch, out int stale)
    {
        stale = 0;
        if (_revisions.Count == 0 && !batch.Any(p => p.Point.Revision > 0)) return batch;
        var highest = new Dictionary<long, NodePoint>(batch.Count);
        foreach (var point in batch)
        {
            var identity = IdentityOf(point.Point);
            var known = Math.Max(
                _revisions.GetValueOrDefault(identity), highest.TryGetValue(identity, out var other) ? other.Point.Revision : 0);
            if (point.Point.Revision < known) stale++;
            else if (other is null || other.Point.Revision <= point.Point.Revision) Replace(highest, identity, point, ref stale);
        }

        return [.. highest.Values];
    }

    /// <summary>
    /// Remembers corrections. Called before they are written: should the write fail, the correction comes again, and what it replaces may
    /// stay away.
    /// </summary>
    public void Remember(IReadOnlyList<NodePoint> points)
    {
        var corrections = points.Where(p => p.Point.Revision > 0).ToList();
        if (corrections.Count == 0) return;
        using var transaction = _connection.BeginTransaction();
        foreach (var correction in corrections) SqliteFile.Run(_remember, transaction, IdentityOf(correction.Point), correction.Point.Revision);
        var full = _revisions.Count + corrections.Count > _limit;
        if (full) SqliteFile.Run(_forget, transaction, _limit / 2);
        transaction.Commit();
        if (full) Load();
        else foreach (var correction in corrections) _revisions[IdentityOf(correction.Point)] = correction.Point.Revision;
    }

    /// <inheritdoc />
    public void Dispose()
    {
        _remember.Dispose();
        _forget.Dispose();
        _connection.Dispose();
    }

    private static void Replace(Dictionary<long, NodePoint> highest, long identity, NodePoint point, ref int stale)
    {
        if (highest.TryGetValue(identity, out var other) && other.Point.Revision < point.Point.Revision) stale++;
        highest[identity] = point;
    }

    // FNV-1a, 64 bits: the same in every process.
    private static long IdentityOf(Point point)
    {
        var identity = $"{point.Measurement}\n{PointText.Tags(point.Tags)}\n{PointTime.Ticks(point.Time)}";
        var hash = 14695981039346656037ul;
        foreach (var octet in Encoding.UTF8.GetBytes(identity)) hash = unchecked((hash ^ octet) * 1099511628211ul);
        return unchecked((long)hash);
    }

    private void Load()
    {
        _revisions.Clear();
        using var all = SqliteFile.Prepare(_connection, "SELECT identity, revision FROM revisions");
        using var rows = all.ExecuteReader();
        while (rows.Read()) _revisions[rows.GetInt64(0)] = rows.GetInt32(1);
    }
}
