namespace EventEdge.EdgeBridge.Security;

/// <summary>
/// Whether one topic filter takes in everything another one asks for. A topic name is a filter without wildcards, so the same question
/// answers for a message.
/// </summary>
internal static class TopicRule
{
    /// <summary>
    /// True when every topic that matches <paramref name="asked"/> matches <paramref name="allowed"/>. As everywhere in MQTT, a wildcard in
    /// the first place does not take in names that begin with <c>$</c>.
    /// </summary>
    public static bool Covers(ReadOnlySpan<char> allowed, ReadOnlySpan<char> asked)
    {
        if (asked is ['$', ..] && allowed is not ['$', ..]) return false;
        while (true)
        {
            if (allowed is "#") return true;
            var (allowedLevel, allowedEnds) = Next(ref allowed);
            var (askedLevel, askedEnds) = Next(ref asked);
            if (askedLevel is "#" || !Takes(allowedLevel, askedLevel)) return false;
            if (askedEnds) return allowedEnds || allowed is "#";
            if (allowedEnds) return false;
        }
    }

    /// <summary>A legal topic filter: wildcards alone in their level, <c>#</c> only at the end, no NUL, not empty.</summary>
    public static bool IsFilter(ReadOnlySpan<char> filter)
    {
        if (filter.IsEmpty || filter.Contains('\0')) return false;
        while (true)
        {
            var (level, ends) = Next(ref filter);
            if (level.ContainsAny('+', '#') && level.Length > 1) return false;
            if (ends) return true;
            if (level is "#") return false;
        }
    }

    private static bool Takes(ReadOnlySpan<char> allowed, ReadOnlySpan<char> asked) =>
        allowed is "+" || (asked is not "+" && allowed.SequenceEqual(asked));

    private static Level Next(ref ReadOnlySpan<char> rest)
    {
        var slash = rest.IndexOf('/');
        if (slash < 0) return new(rest, true);
        var level = new Level(rest[..slash], false);
        rest = rest[(slash + 1)..];
        return level;
    }

    private readonly ref struct Level(ReadOnlySpan<char> text, bool ends)
    {
        private readonly ReadOnlySpan<char> _text = text;

        public void Deconstruct(out ReadOnlySpan<char> level, out bool isLast)
        {
            level = _text;
            isLast = ends;
        }
    }
}
