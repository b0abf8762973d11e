using System.Diagnostics.CodeAnalysis;

namespace EventEdge.FunctionDispatcher.Configuration.Topics;

/// <summary>The topic of <c>emit.mqtt</c>: levels of text and of <c>{name}</c>, filled in for each result.</summary>
public sealed class TopicTemplate
{
    private readonly IReadOnlyList<TopicLevel> _levels;

    private TopicTemplate(TopicFilter filter)
    {
        Filter = filter;
        _levels = filter.Levels;
    }

    /// <summary>A filter that matches every topic the template can produce.</summary>
    public TopicFilter Filter { get; }

    /// <summary>The names to fill in, from the left.</summary>
    public IReadOnlyList<string> Names => Filter.Captures;

    /// <summary>Parses a template.</summary>
    public static bool TryParse(
        string text, [NotNullWhen(true)] out TopicTemplate? template, [NotNullWhen(false)] out TopicFilterError? error)
    {
        template = TopicFilter.TryParseTemplate(text, out var filter, out error) ? new TopicTemplate(filter) : null;
        return template is not null;
    }

    /// <summary>
    /// Fills in the names. A value must be one level of a topic: not empty, without <c>/ + #</c> and control characters, so that no payload
    /// can lead a result to another topic.
    /// </summary>
    /// <param name="valueOf">The value of a name; null when there is none.</param>
    /// <param name="topic">The topic.</param>
    /// <param name="problem">Why there is none, in one sentence.</param>
    public bool TryFill(Func<string, string?> valueOf, [NotNullWhen(true)] out string? topic, [NotNullWhen(false)] out string? problem)
    {
        problem = null;
        var filled = new string[_levels.Count];
        for (var i = 0; i < filled.Length && problem is null; i++)
        {
            filled[i] = _levels[i].Text;
            if (_levels[i].Kind == TopicLevelKind.Capture) problem = Fill(_levels[i].Text, valueOf, out filled[i]);
        }

        topic = problem is null ? string.Join('/', filled) : null;
        return topic is not null;
    }

    /// <summary>The template as declared.</summary>
    public override string ToString() => Filter.Text;

    private string? Fill(string name, Func<string, string?> valueOf, out string value)
    {
        value = valueOf(name) ?? string.Empty;
        if (value.Length == 0) return $"the topic '{this}' lacks a value for '{name}'";
        var bad = value.AsSpan().IndexOfAny("/+#") >= 0 || value.Any(char.IsControl) || (value[0] == '$' && _levels[0].Text == name);
        return bad ? $"the topic '{this}' cannot take the value '{value}' for '{name}': it is not one level" : null;
    }
}
