namespace EventEdge.EdgeBridge.Mqtt.Topics;

/// <summary>
/// How two topic filters lie to each other: the one place that knows what <c>+</c> and <c>#</c> stand for. A topic is a filter without
/// wildcards, so that <see cref="Covers"/> also says whether a filter means a topic. Where MQTT lets two readings be, the answer is the
/// careful one. Filters are without a group; nothing is allocated but by <see cref="Join"/>.
/// </summary>
internal static class FilterRelation
{
    /// <summary>
    /// Whether every topic that the narrow filter matches is matched by the wide one. Names that begin with <c>$</c> are not matched by a
    /// wildcard in the first place [MQTT-4.7.2-1], and <c>a/#</c> means <c>a</c> too.
    /// </summary>
    /// <param name="wide">A filter.</param>
    /// <param name="narrow">A filter, or a topic.</param>
    public static bool Covers(ReadOnlySpan<char> wide, ReadOnlySpan<char> narrow)
    {
        if (!CanShareTopics(wide, narrow)) return false;
        while (true)
        {
            var w = Level(wide);
            var n = Level(narrow);
            if (w is "#") return true;
            if (n is "#" || (w is not "+" && !w.SequenceEqual(n))) return false;
            var (wideGoesOn, narrowGoesOn) = (Advance(ref wide), Advance(ref narrow));
            if (wideGoesOn && !narrowGoesOn) return wide is "#";
            if (!wideGoesOn) return !narrowGoesOn;
        }
    }

    /// <summary>Whether there is a topic that both match.</summary>
    public static bool Overlap(ReadOnlySpan<char> left, ReadOnlySpan<char> right)
    {
        if (!CanShareTopics(left, right)) return false;
        while (true)
        {
            var l = Level(left);
            var r = Level(right);
            if (l is "#" || r is "#") return true;
            if (l is not "+" && r is not "+" && !l.SequenceEqual(r)) return false;
            var (leftGoesOn, rightGoesOn) = (Advance(ref left), Advance(ref right));
            if (leftGoesOn != rightGoesOn) return (leftGoesOn ? left : right) is "#";
            if (!leftGoesOn) return true;
        }
    }

    /// <summary>The narrowest filter that covers two overlapping ones.</summary>
    public static string Join(string left, string right)
    {
        var (l, r) = (left.Split('/'), right.Split('/'));
        var joined = new List<string>();
        for (var level = 0; level < l.Length || level < r.Length; level++)
        {
            if (level >= l.Length || level >= r.Length || l[level] == "#" || r[level] == "#") return string.Join('/', [.. joined, "#"]);
            joined.Add(l[level] == r[level] ? l[level] : "+");
        }

        return string.Join('/', joined);
    }

    // A wildcard in the first place does not stand for names that begin with $.
    private static bool CanShareTopics(ReadOnlySpan<char> left, ReadOnlySpan<char> right) =>
        !(left is ['+' or '#', ..] && right is ['$', ..]) && !(right is ['+' or '#', ..] && left is ['$', ..]);

    private static ReadOnlySpan<char> Level(ReadOnlySpan<char> filter) =>
        filter.IndexOf('/') is var slash and >= 0 ? filter[..slash] : filter;

    private static bool Advance(ref ReadOnlySpan<char> filter)
    {
        var slash = filter.IndexOf('/');
        filter = slash < 0 ? [] : filter[(slash + 1)..];
        return slash >= 0;
    }
}
