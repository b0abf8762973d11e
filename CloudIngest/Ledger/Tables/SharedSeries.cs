using EventEdge.Hosting.Storage;
using Microsoft.Data.Sqlite;

namespace EventEdge.CloudIngest.Ledger.Tables;

/// <summary>
/// Which node writes which series of the whole fleet (<c>emit.shared</c>): the first that does, until it has been silent in it for
/// <see cref="SilenceLimit"/>. Without the node as a tag, two would overwrite each other. Bounded; kept in the ledger's file.
/// </summary>
internal sealed class SharedSeries : IDisposable
{
    public const string Schema = """
        CREATE TABLE IF NOT EXISTS shared_series(series BLOB PRIMARY KEY, node TEXT NOT NULL, seen_ms INTEGER NOT NULL) WITHOUT ROWID;
        """;

    /// <summary>Most series.</summary>
    public const int SeriesLimit = 100_000;

    /// <summary>How long a node keeps a series that it does not write.</summary>
    public static readonly TimeSpan SilenceLimit = TimeSpan.FromDays(1);

    private static readonly TimeSpan RenewAfter = TimeSpan.FromHours(1);

    private readonly Dictionary<UInt128, (string Node, DateTimeOffset Seen)> _owners = [];
    private readonly SqliteCommand _put;
    private readonly SqliteCommand _remove;
    private readonly int _limit;

    public SharedSeries(SqliteConnection connection, int limit = SeriesLimit)
    {
        _limit = limit;
        _put = SqliteFile.Prepare(connection, "INSERT OR REPLACE INTO shared_series VALUES ($s, $n, $t)", "$s", "$n", "$t");
        _remove = SqliteFile.Prepare(connection, "DELETE FROM shared_series WHERE seen_ms < $t", "$t");
        using var all = SqliteFile.Prepare(connection, "SELECT series, node, seen_ms FROM shared_series");
        using var row = all.ExecuteReader();
        while (row.Read())
            _owners[BitConverter.ToUInt128(row.GetFieldValue<byte[]>(0))] = (
                row.GetString(1), DateTimeOffset.FromUnixTimeMilliseconds(row.GetInt64(2)));
    }

    /// <summary>Takes a series for a node; what is new about it is added to the claims, which count once they are saved.</summary>
    /// <returns>Why the node may not write it; null when it may.</returns>
    public string? Claim(UInt128 series, string node, DateTimeOffset now, IDictionary<UInt128, string> claims)
    {
        if (claims.TryGetValue(series, out var claimed)) return claimed == node ? null : Refusal(claimed);
        var isOwned = _owners.TryGetValue(series, out var owner) && now - owner.Seen < SilenceLimit;
        if (isOwned && owner.Node != node) return Refusal(owner.Node);
        if (!isOwned && _owners.Count + claims.Count >= _limit && !_owners.ContainsKey(series))
            return $"there are {_limit} series with emit.shared already: leave it out of bindings that need no series of the whole fleet";
        if (!isOwned || now - owner.Seen >= RenewAfter) claims[series] = node;
        return null;
    }

    /// <summary>Writes claims, and forgets who has been silent when there are many.</summary>
    public void Save(IReadOnlyDictionary<UInt128, string> claims, DateTimeOffset now, SqliteTransaction transaction)
    {
        if (claims.Count == 0) return;
        foreach (var (series, node) in claims)
            SqliteFile.Run(_put, transaction, BitConverter.GetBytes(series), node, now.ToUnixTimeMilliseconds());
        if (_owners.Count + claims.Count > _limit / 2) SqliteFile.Run(_remove, transaction, (now - SilenceLimit).ToUnixTimeMilliseconds());
    }

    /// <summary>The transaction with these claims is committed.</summary>
    public void Remember(IReadOnlyDictionary<UInt128, string> claims, DateTimeOffset now)
    {
        // Commits of dead letters come from other threads than the one that claims.
        if (claims.Count == 0) return;
        if (_owners.Count + claims.Count > _limit / 2)
        {
            foreach (var (series, owner) in _owners.ToList())
            {
                if (now - owner.Seen > SilenceLimit) _owners.Remove(series);
            }
        }

        foreach (var (series, node) in claims) _owners[series] = (node, now);
    }

    /// <inheritdoc />
    public void Dispose()
    {
        _put.Dispose();
        _remove.Dispose();
    }

    private static string Refusal(string owner) =>
        $"the series is shared (emit.shared) and belongs to node {owner}: leave emit.shared out, "
            + "or give it a tag that tells the nodes apart; a node that "
        + $"does not write it for {SilenceLimit.TotalHours:N0} hours gives it up";
}
