using EventEdge.FunctionDispatcher.Configuration.Joining;

namespace EventEdge.FunctionDispatcher.Joins;

/// <summary>
/// Which of the events of the other side belongs to one. Of several at one instant it is the last in the order of their fields, so that the
/// order in which they came does not matter.
/// </summary>
internal static class PartnerChoice
{
    /// <summary>The one that belongs to an instant, of those that are there; null where none does.</summary>
    public static JoinEntry? Of(EntryList others, long time, JoinRules rules)
    {
        var after = others.IndexFrom(time + 1);
        var before = after > 0 && others[after - 1].Time >= time - rules.Within ? others[after - 1] : null;
        if (rules.Match == JoinMatch.Latest) return before;
        if (before?.Time == time) return before;
        var next = after < others.Count && others[after].Time <= time + rules.Within ? LastAt(others, after) : null;
        if (rules.Match == JoinMatch.Next || before is null) return next;
        return next is null || time - before.Time <= next.Time - time ? before : next;
    }

    /// <summary>
    /// How far the watermark of the other side has to come until it is certain: nothing that is nearer can come any more, unless it is
    /// late.
    /// </summary>
    public static long CertainAt(JoinEntry? chosen, long time, JoinRules rules)
    {
        if (chosen?.Time == time) return time;
        if (rules.Match == JoinMatch.Latest) return time + 1;
        if (chosen is null) return time + rules.Within + 1;
        return chosen.Time > time ? chosen.Time : time + (time - chosen.Time);
    }

    private static JoinEntry LastAt(EntryList others, int index)
    {
        var time = others[index].Time;
        return others[others.IndexFrom(time + 1) - 1];
    }
}
