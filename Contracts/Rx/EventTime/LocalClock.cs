using System.Diagnostics.CodeAnalysis;

namespace EventEdge.Contracts.Rx.EventTime;

/// <summary>
/// The wall clock of a time zone: what it shows at an instant, and when it shows something. Where it is put forward, an hour does not
/// exist; where it is put back, an hour comes twice. Not safe for concurrent use.
/// </summary>
internal sealed class LocalClock(TimeZoneInfo zone)
{
    // No clock is further from UTC than 14 hours, nor are two changes as near to each other.
    private static readonly long Reach = TimeSpan.FromHours(26).Ticks;

    private long _day = -1;
    private long _before;
    private long _after;

    /// <summary>The zone.</summary>
    public TimeZoneInfo Zone { get; } = zone;

    /// <summary>Finds a time zone by its name, such as <c>Europe/Berlin</c>.</summary>
    /// <param name="id">The name.</param>
    /// <param name="zone">The zone.</param>
    /// <param name="problem">Why there is none, in one sentence.</param>
    public static bool TryFindZone(string id, [NotNullWhen(true)] out TimeZoneInfo? zone, [NotNullWhen(false)] out string? problem)
    {
        problem = null;
        if (TimeZoneInfo.TryFindSystemTimeZoneById(id, out zone)) return true;
        problem = TimeZoneInfo.GetSystemTimeZones().Count > 1
            ? $"there is no time zone '{id}' on this machine"
            : $"there is no time zone '{id}', because this machine has no time zone data at all: install the package tzdata";
        return false;
    }

    /// <summary>What the clock shows at an instant.</summary>
    public DateTime At(long ticks) => new(ticks + OffsetAt(ticks));

    /// <summary>
    /// The first instant at which the clock shows a time, or, where it jumps over it, a later one. Later times never come earlier.
    /// </summary>
    public long FirstInstant(DateTime local)
    {
        Read(local);
        var (first, second) = (local.Ticks - _before, local.Ticks - _after);
        if (_before == _after || OffsetAt(first) == _before) return first;
        return OffsetAt(second) == _after ? second : ChangeBetween(second, first);
    }

    /// <summary>
    /// The instant that a local timestamp means. Of a time that comes twice, the one nearer to <paramref name="near"/>, the earlier where
    /// both are as near; of one that does not exist, the instant at which a clock shows it that nobody has put forward yet.
    /// </summary>
    public long InstantNear(DateTime local, long near)
    {
        Read(local);
        var (first, second) = (local.Ticks - _before, local.Ticks - _after);
        if (_before == _after || OffsetAt(second) != _after) return first;
        if (OffsetAt(first) != _before) return second;
        return Distance(first, near) <= Distance(second, near) ? first : second;
    }

    // The offsets from UTC on both sides of a local day and what is near to it.
    private void Read(DateTime local)
    {
        var day = local.Ticks / TimeSpan.TicksPerDay;
        if (day == _day) return;
        _day = day;
        _before = OffsetAt((day * TimeSpan.TicksPerDay) - Reach);
        _after = OffsetAt(((day + 1) * TimeSpan.TicksPerDay) + Reach);
    }

    // In a gap: the instant at which the clock is put forward.
    private long ChangeBetween(long before, long after)
    {
        while (after - before > 1)
        {
            var middle = before + ((after - before) / 2);
            if (OffsetAt(middle) == _before) before = middle;
            else after = middle;
        }

        return after;
    }

    private long OffsetAt(long ticks) =>
        Zone.GetUtcOffset(new DateTime(Math.Clamp(ticks, 0, DateTime.MaxValue.Ticks), DateTimeKind.Utc)).Ticks;

    private static ulong Distance(long one, long other) => one > other ? (ulong)one - (ulong)other : (ulong)other - (ulong)one;
}
