using System.Globalization;

namespace EventEdge.Hosting.Access;

/// <summary>
/// How much of the audit log each kind of decision may take, so that a flood of one cannot wash out the others, nor its own beginning: a
/// few lines a minute for one client, address and reason, some more for the kind as a whole. What is not written is counted, and told in
/// one line. Not safe for concurrent use.
/// </summary>
internal sealed class AuditBudget(TimeProvider time)
{
    /// <summary>Lines a minute for the same kind, client or network, and reason.</summary>
    public const int SameLimit = 10;

    /// <summary>Lines a minute for refusals of one kind; a fleet that comes in at once is let in with a line for each.</summary>
    public const int RefusedLimit = 120, AllowedLimit = 12_000;

    private static readonly TimeSpan Window = TimeSpan.FromMinutes(1);

    private readonly Dictionary<(AuditEvent, bool), Spent> _kinds = [];

    /// <summary>Whether an entry is written.</summary>
    /// <param name="entry">With its time, event and decision.</param>
    /// <param name="summary">What was not written in the minute before; null when everything was.</param>
    public bool Take(AuditEntry entry, out AuditEntry? summary)
    {
        summary = null;
        var kind = (entry.Event, entry.Allowed);
        if (!_kinds.TryGetValue(kind, out var spent)) _kinds.Add(kind, spent = new(entry.At, time.GetTimestamp()));
        if (time.GetElapsedTime(spent.Began) >= Window)
        {
            summary = Summary(kind, spent, entry.At);
            _kinds[kind] = spent = new(entry.At, time.GetTimestamp());
        }

        var key = (entry.User ?? Network(entry.Peer), entry.Reason);
        var same = spent.Same.GetValueOrDefault(key);
        if (same < SameLimit && spent.Written < (entry.Allowed ? AllowedLimit : RefusedLimit))
        {
            spent.Same[key] = same + 1;
            spent.Written++;
            return true;
        }

        spent.Left++;
        return false;
    }

    /// <summary>What is still to be told, at the end.</summary>
    public IEnumerable<AuditEntry> Rest(DateTimeOffset now) => _kinds.Select(one => Summary(one.Key, one.Value, now)).OfType<AuditEntry>();

    private static AuditEntry? Summary((AuditEvent Event, bool Allowed) kind, Spent spent, DateTimeOffset at) =>
        spent.Left == 0 ? null : new()
        {
            At = at, Event = kind.Event, Allowed = kind.Allowed,
            Reason = string.Create(
            CultureInfo.InvariantCulture, $"{spent.Left} more of this kind since {spent.Since:u}, not written one by one"),
        };

    private static string? Network(string? peer) => peer?.LastIndexOf(':') is > 0 and var colon ? peer[..colon] : peer;

    private sealed class Spent(DateTimeOffset since, long began)
    {
        public long Began => began;

        public DateTimeOffset Since { get; } = since;

        public Dictionary<(string?, string?), int> Same { get; } = [];

        public int Written { get; set; }

        public long Left { get; set; }
    }
}
