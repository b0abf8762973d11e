using System.Text.Json;
using EventEdge.FunctionDispatcher.Configuration.Topics;
using EventEdge.FunctionDispatcher.Discovery.Messages;

namespace EventEdge.FunctionDispatcher.Discovery.Plans;

/// <summary>Questions that families ask of a topic.</summary>
internal static class TopicView
{
    private const int Limit = 20;

    /// <summary>Whether the topic matches a filter, which may have captures.</summary>
    public static bool Is(this SeenTopic topic, string filter) => TopicFilter.Parse(filter).Matches(topic.Topic);

    /// <summary>A level, from the left; from the right where it is below 0. Empty where there is none.</summary>
    public static string Level(this SeenTopic topic, int index)
    {
        var at = index < 0 ? topic.Levels.Count + index : index;
        return at >= 0 && at < topic.Levels.Count ? topic.Levels[at] : string.Empty;
    }

    /// <summary>The levels from the first up to another, as a text of a topic; empty where there are none.</summary>
    public static string Head(this SeenTopic topic, int count) => string.Join('/', topic.Levels.Take(count));

    /// <summary>
    /// So many levels before the end of a topic as captures: the last of them <c>{device}</c>, and what is before it <c>{area}</c>,
    /// <c>{site}</c> and so on. With a slash behind it; empty where there is no level.
    /// </summary>
    public static string Captures(int count)
    {
        string[] names = ["device", "area", "site", "region"];
        return string.Concat(Enumerable.Range(0, count).Reverse().Select(i => $"{{{(i < names.Length ? names[i] : $"level{i + 1}")}}}/"));
    }

    /// <summary>Whether there is a message, and every one is a JSON object for which this holds.</summary>
    public static bool AllObjects(this SeenTopic topic, Func<JsonElement, bool> holds)
    {
        var seen = 0;
        foreach (var message in topic.Messages.Where(m => !m.Payload.IsEmpty).Take(Limit))
        {
            seen++;
            try
            {
                using var document = JsonDocument.Parse(message.Payload);
                if (document.RootElement.ValueKind != JsonValueKind.Object || !holds(document.RootElement)) return false;
            }
            catch (Exception error) when (error is JsonException or InvalidOperationException)
            {
                return false;
            }
        }

        return seen > 0;
    }

    /// <summary>Whether there is a message, and every one is a text for which this holds.</summary>
    public static bool AllTexts(this SeenTopic topic, Func<string, bool> holds)
    {
        var messages = topic.Messages.Where(m => !m.Payload.IsEmpty).Take(Limit).ToList();
        return messages.Count > 0 && messages.TrueForAll(
            m => System.Text.Unicode.Utf8.IsValid(m.Payload.Span) && holds(System.Text.Encoding.UTF8.GetString(m.Payload.Span).Trim()));
    }

    /// <summary>Whether an object has members of all these names.</summary>
    public static bool Has(this JsonElement element, params ReadOnlySpan<string> names)
    {
        foreach (var name in names)
        {
            if (element.ValueKind != JsonValueKind.Object || !element.TryGetProperty(name, out _)) return false;
        }

        return true;
    }

    /// <summary>Whether a member is a number.</summary>
    public static bool HasNumber(this JsonElement element, string name) =>
        element.ValueKind == JsonValueKind.Object && element.TryGetProperty(name, out var value) && value.ValueKind == JsonValueKind.Number;

    /// <summary>A member that is an object or a list; null where there is none.</summary>
    public static JsonElement? Member(this JsonElement element, string name) =>
        element.ValueKind == JsonValueKind.Object && element.TryGetProperty(name, out var value) ? value : null;

    /// <summary>A member that is a text; null where there is none.</summary>
    public static string? Text(this JsonElement element, string name) =>
        element.Member(name) is { ValueKind: JsonValueKind.String } value ? value.GetString() : null;
}
