using System.Diagnostics.CodeAnalysis;

namespace EventEdge.FunctionDispatcher.Configuration.Topics;

/// <summary>
/// An MQTT topic filter with named captures: <c>plant/{site}/press/+/telemetry</c>, <c>plant/#</c>. Matching follows MQTT 5: <c>a/#</c>
/// matches <c>a</c> too, and a filter that begins with a wildcard or a capture does not match topics that begin with <c>$</c>.
/// </summary>
public sealed class TopicFilter
{
    /// <summary>Longest filter or topic, in bytes of UTF-8: a limit of MQTT itself.</summary>
    public const int ByteLimit = 65_535;

    /// <summary>Most levels of a filter.</summary>
    public const int LevelLimit = 128;

    private readonly TopicLevel[] _levels;
    private readonly string[] _captures;

    private TopicFilter(string text, TopicLevel[] levels)
    {
        Text = text;
        _levels = levels;
        _captures = [.. levels.Where(l => l.Kind == TopicLevelKind.Capture).Select(l => l.Text)];
    }

    /// <summary>The filter as declared.</summary>
    public string Text { get; }

    /// <summary>Its levels, from the left.</summary>
    public IReadOnlyList<TopicLevel> Levels => _levels;

    /// <summary>Names of the captures, from the left. Unique in a filter; a template may repeat one.</summary>
    public IReadOnlyList<string> Captures => _captures;

    /// <summary>Parses a trigger's filter.</summary>
    public static bool TryParse(
        string text, [NotNullWhen(true)] out TopicFilter? filter, [NotNullWhen(false)] out TopicFilterError? error) =>
        TryParse(text, TopicSyntax.Filter, out filter, out error);

    /// <summary>
    /// Parses the topic of <c>emit.mqtt</c>: no wildcards, and <c>{name}</c> may be any field (<c>a.b</c>) and may be repeated. As a filter
    /// it matches every topic the template can produce.
    /// </summary>
    public static bool TryParseTemplate(
        string text, [NotNullWhen(true)] out TopicFilter? template, [NotNullWhen(false)] out TopicFilterError? error) =>
        TryParse(text, TopicSyntax.Template, out template, out error);

    /// <summary>Parses a trigger's filter that is known to be good.</summary>
    /// <exception cref="FormatException">It is not.</exception>
    public static TopicFilter Parse(string text) =>
        TryParse(text, out var filter, out var error) ? filter : throw new FormatException($"topic filter '{text}': {error.Message}");

    /// <summary>The plain MQTT filter to subscribe with: every capture replaced by <c>+</c>.</summary>
    public string ToMqttFilter() =>
        string.Join('/', _levels.Select(l => l.Kind == TopicLevelKind.Capture ? "+" : l.ToString()));

    /// <summary>Whether a topic matches. Allocates nothing.</summary>
    public bool Matches(ReadOnlySpan<char> topic) => TryMatch(topic, []);

    /// <summary>
    /// Whether a topic matches, and where its captures stand in it: one range for each of <see cref="Captures"/>, as far as
    /// <paramref name="captures"/> has room. Allocates nothing.
    /// </summary>
    public bool TryMatch(ReadOnlySpan<char> topic, Span<Range> captures)
    {
        if (topic.IsEmpty || (topic[0] == '$' && _levels[0].Kind != TopicLevelKind.Literal)) return false;
        var start = 0;
        var captured = 0;
        foreach (ref readonly var level in _levels.AsSpan())
        {
            if (level.Kind == TopicLevelKind.Rest) return true;
            if (start > topic.Length) return false;
            var slash = topic[start..].IndexOf('/');
            var end = slash < 0 ? topic.Length : start + slash;
            if (level.Kind == TopicLevelKind.Literal && !topic[start..end].SequenceEqual(level.Text)) return false;
            if (level.Kind == TopicLevelKind.Capture && captured < captures.Length) captures[captured++] = start..end;
            start = end + 1;
        }

        return start > topic.Length;
    }

    /// <summary>Whether some topic matches both filters.</summary>
    public bool Intersects(TopicFilter other)
    {
        if (IsHiddenFrom(_levels[0], other._levels[0]) || IsHiddenFrom(other._levels[0], _levels[0])) return false;
        for (var i = 0; ; i++)
        {
            var left = i < _levels.Length ? _levels[i] : (TopicLevel?)null;
            var right = i < other._levels.Length ? other._levels[i] : (TopicLevel?)null;
            if (left?.Kind == TopicLevelKind.Rest || right?.Kind == TopicLevelKind.Rest) return true;
            if (left is null || right is null) return left is null && right is null;
            if (left.Value.Kind == TopicLevelKind.Literal && right.Value.Kind == TopicLevelKind.Literal
                && left.Value.Text != right.Value.Text) return false;
        }
    }

    /// <summary>The filter as declared.</summary>
    public override string ToString() => Text;

    private static bool IsHiddenFrom(TopicLevel literal, TopicLevel wildcard) =>
        literal.Kind == TopicLevelKind.Literal && literal.Text.StartsWith('$') && wildcard.Kind != TopicLevelKind.Literal;

    private static bool TryParse(
        string text, TopicSyntax syntax, [NotNullWhen(true)] out TopicFilter? filter, [NotNullWhen(false)] out TopicFilterError? error)
    {
        error = syntax.Read(text, out var levels);
        filter = error is null ? new TopicFilter(text, levels) : null;
        return filter is not null;
    }
}
