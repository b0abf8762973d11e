namespace EventEdge.FunctionDispatcher.Routing;

/// <summary>What one level of a topic filter means.</summary>
internal static class TopicLevel
{
    /// <summary>Whether the level stands for any one level: <c>+</c> or <c>{name}</c>.</summary>
    public static bool IsAny(ReadOnlySpan<char> level) => level is "+" || IsCapture(level);

    /// <summary>Whether the level is <c>{name}</c>.</summary>
    public static bool IsCapture(ReadOnlySpan<char> level) => level.Length > 2 && level[0] == '{' && level[^1] == '}';

    /// <summary>The level at an index of a topic; empty when the topic is shorter.</summary>
    public static ReadOnlySpan<char> At(ReadOnlySpan<char> topic, int index)
    {
        for (; index > 0; index--)
        {
            var slash = topic.IndexOf('/');
            if (slash < 0) return [];
            topic = topic[(slash + 1)..];
        }

        var end = topic.IndexOf('/');
        return end < 0 ? topic : topic[..end];
    }
}
