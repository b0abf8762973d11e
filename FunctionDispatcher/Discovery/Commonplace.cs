using EventEdge.FunctionDispatcher.Discovery.Messages;

namespace EventEdge.FunctionDispatcher.Discovery;

/// <summary>Topics that hold no readings whoever sends them: commands, the announcements of Home Assistant, a node's own.</summary>
internal static class Commonplace
{
    private static readonly HashSet<string> Commands = new(StringComparer.OrdinalIgnoreCase)
    {
        "set", "get", "cmd", "command", "commands", "cmnd", "rpc", "request", "req", "write",
    };

    /// <summary>Why a topic is not bound; null where it may be.</summary>
    public static string? ReasonOf(SeenTopic topic)
    {
        var levels = topic.Levels;
        if (levels[0] == "eventedge" && levels.Count > 2) return "what nodes of EventEdge say of themselves";
        if (levels[0].StartsWith('$')) return "topics of the broker";
        if (levels[^1] == "config" && levels.Count is 4 or 5 && levels[0] == "homeassistant") return "announcements for Home Assistant";
        if (levels.Count == 2 && levels[0] == "homeassistant" && levels[1] == "status") return "the state of Home Assistant";
        return levels.Count > 1 && (Commands.Contains(levels[^1]) || Commands.Contains(levels[0])) ? "commands to devices" : null;
    }
}

/// <summary>What stands in the file of topics that no binding takes.</summary>
internal static class Unbound
{
    private const int Shown = 3;

    /// <summary>Some of the topics, and how many more there are.</summary>
    public static string TopicsOf(IReadOnlyList<string> topics) =>
        $"{string.Join(", ", topics.Take(Shown))}{(topics.Count > Shown ? $" and {topics.Count - Shown} more" : string.Empty)}";

    /// <summary>The reason, with the family where one is known.</summary>
    public static string ReasonOf(string? family, string reason) => family is null ? reason : $"{family}: {reason}";
}
