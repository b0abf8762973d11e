using System.Text;
using EventEdge.Contracts.Events;
using EventEdge.Contracts.Measurements;

namespace EventEdge.FunctionDispatcher.Emission;

/// <summary><c>emit.mqtt</c>: a topic with <c>{name}</c> places, filled from tags, then captures and fields of the event or the key.</summary>
internal sealed class TopicTemplate
{
    private readonly List<(string Text, bool IsName)> _parts = [];

    public TopicTemplate(string template)
    {
        var rest = template.AsSpan();
        while (!rest.IsEmpty)
        {
            var open = rest.IndexOf('{');
            var close = open < 0 ? -1 : rest[open..].IndexOf('}');
            if (close < 0)
            {
                _parts.Add((rest.ToString(), false));
                return;
            }

            if (open > 0) _parts.Add((rest[..open].ToString(), false));
            _parts.Add((rest.Slice(open + 1, close - 1).ToString(), true));
            rest = rest[(open + close + 1)..];
        }
    }

    /// <summary>The names in braces.</summary>
    public IEnumerable<string> Names => _parts.Where(p => p.IsName).Select(p => p.Text);

    /// <summary>The topic, or null when a place has no value, or one that would change the topic's shape.</summary>
    public string? Fill(Point point, Func<string, FieldValue> lookup)
    {
        var topic = new StringBuilder();
        foreach (var (text, isName) in _parts)
        {
            var value = isName ? ValueOf(text, point, lookup) : text;
            if (isName && (value.Length == 0 || value.AsSpan().IndexOfAny("/+#\0") >= 0)) return null;
            topic.Append(value);
        }

        return topic.ToString();
    }

    private static string ValueOf(string name, Point point, Func<string, FieldValue> lookup)
    {
        foreach (var tag in point.Tags)
        {
            if (tag.Key == name) return tag.Value;
        }

        return lookup(name).ToString();
    }
}
