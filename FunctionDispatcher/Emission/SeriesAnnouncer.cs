using EventEdge.Contracts.Measurements;
using EventEdge.FunctionDispatcher.Announcements;
using EventEdge.FunctionDispatcher.Outputs;

namespace EventEdge.FunctionDispatcher.Emission;

/// <summary>
/// Announces each field of each series of a binding once: where its first value goes to a local topic. What was announced before a restart
/// is announced again, as nobody can know whether it is still there. Bounded; beyond the limit results go on without an announcement.
/// </summary>
internal sealed class SeriesAnnouncer(IAnnouncementWriter writer, IDispatchOutput output)
{
    /// <summary>Most fields of series that are announced.</summary>
    public const int Limit = 10_000;

    private readonly HashSet<(string Topic, string Field)> _known = [];
    private readonly List<Announcement> _pending = [];

    /// <summary>Looks at a result that goes to a topic.</summary>
    public void Look(Point point, string topic)
    {
        foreach (var (name, value) in point.Fields)
        {
            if (!value.Exists || _known.Count >= Limit || !_known.Add((topic, name))) continue;
            if (writer.Write(point, topic, name, value) is { } announcement) _pending.Add(announcement);
        }
    }

    /// <summary>Hands over what is new: also in a replay, which nobody else would announce again.</summary>
    public void Flush()
    {
        if (_pending.Count == 0) return;
        foreach (var announcement in _pending) output.Announce(announcement);
        _pending.Clear();
    }
}
