using System.Text;

namespace EventEdge.FunctionDispatcher.Configuration.Topics;

/// <summary>The two ways to write a topic: as a trigger's filter, and as the template of a result's topic.</summary>
internal sealed class TopicSyntax
{
    public static readonly TopicSyntax Filter = new(isTemplate: false);
    public static readonly TopicSyntax Template = new(isTemplate: true);

    private readonly bool _isTemplate;

    private TopicSyntax(bool isTemplate) => _isTemplate = isTemplate;

    /// <summary>Reads the levels; returns the first error, or null.</summary>
    public TopicFilterError? Read(string text, out TopicLevel[] levels)
    {
        levels = [];
        if (CheckWhole(text) is { } error) return error;

        var parts = text.Split('/');
        var read = new TopicLevel[parts.Length];
        var seen = new HashSet<string>(StringComparer.Ordinal);
        var offset = 0;
        for (var i = 0; i < parts.Length; i++)
        {
            error = ReadLevel(parts[i], offset, i == parts.Length - 1, out read[i]) ?? CheckDuplicate(read[i], offset, seen);
            if (error is not null) return error;
            offset += parts[i].Length + 1;
        }

        levels = read;
        return null;
    }

    private TopicFilterError? CheckWhole(string text)
    {
        if (text.Length == 0) return new(0, 0, "a topic must not be empty");
        var bad = text.AsSpan().IndexOfAnyInRange('\0', '\u001f');
        if (bad >= 0)
            return new(bad, 1, text[bad] == '\0' ? "a topic must not contain NUL" : "a topic must not contain control characters");
        var bytes = Encoding.UTF8.GetByteCount(text);
        if (bytes > TopicFilter.ByteLimit)
            return new(0, text.Length, $"a topic of {bytes} bytes is longer than MQTT's {TopicFilter.ByteLimit}");
        var levels = text.AsSpan().Count('/') + 1;
        if (levels > TopicFilter.LevelLimit) return new(0, text.Length, $"{levels} levels are more than {TopicFilter.LevelLimit}");
        if (text.StartsWith("$share/", StringComparison.Ordinal))
            return new(0, 6, "shared subscriptions ($share/…) are not possible in a binding");
        if (_isTemplate && text[0] == '$') return new(0, 1, "a topic that begins with '$' belongs to the broker");
        return null;
    }

    private TopicFilterError? ReadLevel(string part, int offset, bool last, out TopicLevel level)
    {
        level = new(TopicLevelKind.Literal, part);
        var special = part.AsSpan().IndexOfAny("+#{}");
        if (special < 0) return null;
        return part[special] switch
        {
            '+' or '#' when _isTemplate =>
                new(offset + special, 1, $"'{part[special]}' has no place in a topic to publish to; use '{{field}}'"),
            '+' => ReadAny(part, offset, special, out level),
            '#' => ReadRest(part, offset, special, last, out level),
            _ => ReadCapture(part, offset, special, out level),
        };
    }

    private static TopicFilterError? ReadAny(string part, int offset, int special, out TopicLevel level)
    {
        level = new(TopicLevelKind.Any, string.Empty);
        return part == "+" ? null : new(offset + special, 1, $"'+' must be a whole level, not a part of '{part}'");
    }

    private static TopicFilterError? ReadRest(string part, int offset, int special, bool last, out TopicLevel level)
    {
        level = new(TopicLevelKind.Rest, string.Empty);
        if (part != "#") return new(offset + special, 1, $"'#' must be a whole level, not a part of '{part}'");
        return last ? null : new(offset, 1, "'#' must be the last level");
    }

    private TopicFilterError? ReadCapture(string part, int offset, int special, out TopicLevel level)
    {
        level = new(TopicLevelKind.Capture, part.Trim('{', '}'));
        if (!IsWholeCapture(part)) return new(offset + special, 1, $"'{{name}}' must be a whole level, not a part of '{part}'");
        if (level.Text.Length == 0) return new(offset, part.Length, "a capture needs a name: '{name}'");
        return IsName(level.Text) ? null : new(
            offset + 1, level.Text.Length, $"'{level.Text}' is not a name: letters, digits and '_', no digit first");
    }

    private TopicFilterError? CheckDuplicate(TopicLevel level, int offset, HashSet<string> seen)
    {
        if (level.Kind != TopicLevelKind.Capture || seen.Add(level.Text) || _isTemplate) return null;
        return new(offset, level.Text.Length + 2, $"the capture '{{{level.Text}}}' appears twice");
    }

    private static bool IsWholeCapture(string part) =>
        part is ['{', .., '}'] && part.AsSpan(1, part.Length - 2).IndexOfAny("+#{}") < 0;

    private bool IsName(string name) =>
        name.Split('.') is { } parts && (parts.Length == 1 || _isTemplate) && parts.All(IsWord);

    private static bool IsWord(string word) =>
        word.Length > 0 && !char.IsAsciiDigit(word[0]) && word.All(c => char.IsAsciiLetterOrDigit(c) || c == '_');
}
