using EventEdge.Contracts.Texts;
using EventEdge.FunctionDispatcher.Configuration.Topics;
using EventEdge.FunctionDispatcher.Expressions;

namespace EventEdge.FunctionDispatcher.Explanation.Words;

/// <summary>
/// How a topic differs from a filter that it does not match: the cheapest way to make it match, level by level. A level in another case is
/// nearer than a misspelt one, and that nearer than another word or a level too many.
/// </summary>
/// <param name="Cost">How far apart they are; 0 where they match.</param>
/// <param name="Sentence">What differs, with the levels counted from 1; empty where they match.</param>
public readonly record struct TopicDifference(int Cost, string Sentence)
{
    private const int OtherCase = 2;
    private const int Misspelt = 3;
    private const int AnyLacks = 4;
    private const int Moved = 5;
    private const int OtherWord = 6;

    // Levels that are longer are other words at once; so are topics of more levels.
    private const int LevelLengthLimit = 64;
    private const int LevelLimit = 64;
    private const int ToldLimit = 2;

    private const string EndsWithSlash = "the topic ends with '/', which makes its last level an empty one";

    /// <summary>Compares a topic with a filter.</summary>
    /// <param name="filter">The filter, a valid one.</param>
    /// <param name="topic">The topic; any text.</param>
    public static TopicDifference Of(TopicFilter filter, string topic)
    {
        if (filter.Matches(topic)) return new(0, string.Empty);
        if (topic.Length == 0) return new(int.MaxValue, "the topic is empty");
        if (topic[0] == '$' && filter.Levels[0].Kind != TopicLevelKind.Literal)
            return new(OtherWord, "a filter that begins with a wildcard or a capture matches no topic that begins with $");
        if (topic[^1] == '/' && filter.Matches(topic.AsSpan(0, topic.Length - 1))) return new(Moved, EndsWithSlash);
        var levels = topic.Split('/');
        if (levels.Length > LevelLimit || filter.Levels.Count > LevelLimit)
            return new(int.MaxValue, $"the topic has {levels.Length} levels, the filter {filter.Levels.Count}");
        return Of(filter.Levels, levels);
    }

    private static TopicDifference Of(IReadOnlyList<TopicLevel> filter, string[] topic)
    {
        var costs = Costs(filter, topic);
        var told = new List<string>();
        var (level, place) = (filter.Count, topic.Length);
        while (level > 0 || place > 0)
        {
            var isRest = level > 0 && filter[level - 1].Kind == TopicLevelKind.Rest;
            var cost = costs[level, place];
            if (isRest)
            {
                if (place > 0 && cost == costs[level, place - 1]) place--;
                else level--;
            }
            else if (level > 0 && place > 0 && cost == costs[level - 1, place - 1] + CostOf(filter[level - 1], topic[place - 1]))
            {
                (level, place) = (level - 1, place - 1);
                if (Changed(filter[level], topic[place], place + 1) is { } change) told.Add(change);
            }
            else if (place > 0 && cost == costs[level, place - 1] + Moved)
            {
                told.Add(Surplus(topic, --place));
            }
            else
            {
                told.Add(Lacking(filter[--level], level + 1));
            }
        }

        told.Reverse();
        var more = told.Count > ToldLimit ? $", and {told.Count - ToldLimit} more differences" : string.Empty;
        return new(costs[filter.Count, topic.Length], string.Join("; ", told.Take(ToldLimit)) + more);
    }

    // The least cost for each beginning of the filter and each of the topic.
    private static int[,] Costs(IReadOnlyList<TopicLevel> filter, string[] topic)
    {
        var costs = new int[filter.Count + 1, topic.Length + 1];
        for (var place = 1; place <= topic.Length; place++) costs[0, place] = place * Moved;
        for (var level = 1; level <= filter.Count; level++)
        {
            var isRest = filter[level - 1].Kind == TopicLevelKind.Rest;
            costs[level, 0] = costs[level - 1, 0] + LackOf(filter[level - 1]);
            for (var place = 1; place <= topic.Length; place++)
            {
                if (isRest)
                {
                    costs[level, place] = Math.Min(costs[level - 1, place], costs[level, place - 1]);
                    continue;
                }

                var moved = Math.Min(costs[level - 1, place] + LackOf(filter[level - 1]), costs[level, place - 1] + Moved);
                costs[level, place] = Math.Min(moved, costs[level - 1, place - 1] + CostOf(filter[level - 1], topic[place - 1]));
            }
        }

        return costs;
    }

    private static int LackOf(TopicLevel level) => level.Kind switch
    {
        TopicLevelKind.Rest => 0,
        TopicLevelKind.Literal => Moved,
        _ => AnyLacks,
    };

    private static int CostOf(TopicLevel level, string text)
    {
        if (level.Kind != TopicLevelKind.Literal || level.Text == text) return 0;
        if (level.Text.Equals(text, StringComparison.OrdinalIgnoreCase)) return OtherCase;
        return text.Length is > 0 and <= LevelLengthLimit && Spelling.Nearest(text, [level.Text]) is not null ? Misspelt : OtherWord;
    }

    private static string? Changed(TopicLevel level, string text, int number)
    {
        if (level.Kind != TopicLevelKind.Literal || level.Text == text) return null;
        var shown = text.Length == 0 ? "empty" : $"'{Shown(text)}'";
        var isCase = level.Text.Equals(text, StringComparison.OrdinalIgnoreCase);
        return $"level {number} is {shown} where the filter has '{Shown(level.Text)}'{(isCase ? ": case counts" : string.Empty)}";
    }

    private static string Surplus(string[] topic, int place)
    {
        if (topic[place].Length > 0) return $"the topic has '{Shown(topic[place])}' as its level {place + 1} beside those of the filter";
        if (place == 0) return "the topic begins with '/', which makes its first level an empty one";
        return place == topic.Length - 1 ? EndsWithSlash
            : $"level {place + 1} of the topic is an empty one, beside those of the filter";
    }

    private static string Lacking(TopicLevel level, int number) => $"the topic has nothing for level {number} of the filter, "
        + $"{Shown($"{level}")}";

    private static string Shown(string text) => VisibleText.Of(text.Length > LevelLengthLimit ? $"{text[..LevelLengthLimit]}…" : text);
}
