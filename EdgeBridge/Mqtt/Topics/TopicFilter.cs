using System.Diagnostics.CodeAnalysis;

namespace EventEdge.EdgeBridge.Mqtt.Topics;

/// <summary>What a client subscribes to: a plain filter, or one shared by a group (<c>$share/group/filter</c>).</summary>
/// <param name="Text">As sent.</param>
/// <param name="Group">The group that shares it; null for a plain one.</param>
/// <param name="Filter">The filter without the group.</param>
internal sealed record TopicFilter(string Text, string? Group, string Filter)
{
    private const string SharePrefix = "$share/";

    /// <summary>False when the text breaks a rule of MQTT 5 §4.7 or §4.8.2, or has more levels than a topic may have.</summary>
    public static bool TryParse(string text, [NotNullWhen(true)] out TopicFilter? filter)
    {
        filter = null;
        if (!text.StartsWith(SharePrefix, StringComparison.Ordinal))
        {
            if (text != "$share" && IsValid(text)) filter = new TopicFilter(text, null, text);
            return filter is not null;
        }

        var slash = text.IndexOf('/', SharePrefix.Length);
        if (slash <= SharePrefix.Length) return false;
        var group = text[SharePrefix.Length..slash];
        if (group.AsSpan().ContainsAny('+', '#') || !IsValid(text.AsSpan(slash + 1))) return false;
        filter = new TopicFilter(text, group, text[(slash + 1)..]);
        return true;
    }

    /// <summary>
    /// Whether a filter without a group is one: not empty, no NUL, wildcards alone in their level, <c>#</c> only at the end, and no more
    /// levels than a topic may have.
    /// </summary>
    public static bool IsValid(ReadOnlySpan<char> filter)
    {
        if (filter.IsEmpty || filter.Contains('\0') || filter.Count('/') >= TopicName.LevelLimit) return false;
        foreach (var range in filter.Split('/'))
        {
            var level = filter[range];
            if (level.Length > 1 && level.ContainsAny('+', '#')) return false;
            if (level is "#" && range.End.Value != filter.Length) return false;
        }

        return true;
    }
}
