using EventEdge.Contracts.Events;
using EventEdge.Contracts.Measurements;
using EventEdge.FunctionDispatcher.Configuration;
using EventEdge.FunctionDispatcher.Configuration.Topics;
using EventEdge.FunctionDispatcher.Emission;
using EventEdge.FunctionDispatcher.Explanation.Words;
using EventEdge.FunctionDispatcher.Observation;

namespace EventEdge.FunctionDispatcher.Explanation.Stages;

/// <summary>What window, function and results make of an event, in words.</summary>
internal static class ResultWords
{
    private const int ToldLimit = 6;

    public static IEnumerable<ExplainedStage> Of(BindingConfig binding, FunctionTrial function, EdgeEvent input, LiveBinding? live)
    {
        if (binding.Window is not null)
        {
            var stage = WindowForecast.Of(binding, input, live?.KeyOf(KeyName.Of(binding, input), input.ReceivedAt));
            yield return stage;
            if (!stage.IsPassed) yield break;
        }

        var results = function.Run(input);
        var invoked = Invoked(binding, function, input, results, live);
        yield return invoked;
        if (invoked.IsPassed) yield return Emitted(binding, input, results);
    }

    private static ExplainedStage Invoked(
        BindingConfig binding, FunctionTrial function, EdgeEvent input, IReadOnlyList<Measurement>? results, LiveBinding? live)
    {
        var words = binding.Function.Words;
        if (live?.Trouble is { } trouble)
            return new("invoke", StageOutcome.Waiting, $"{words} is not well: {trouble}")
            { Next = "mend the function; what waits is called then" };
        var lacking = function.Reads.Where(name => !input[name].Exists).Select(name => FieldHint.Missing(input, name)).ToList();
        if (results is null) return new("invoke", StageOutcome.Passed, $"{words} is called for {Subject(binding)}; it is not called on "
            + "trial");
        var fields = results.SelectMany(result => result.Fields).ToList();
        if (fields.Count > 0)
        {
            var told = string.Join(", ", fields.Take(ToldLimit).Select(field => $"{field.Key} {FieldHint.Shown(field.Value)}"));
            var alone = binding.Window is null ? string.Empty : " of this event alone";
            return new("invoke", StageOutcome.Passed, $"{words} makes{alone} "
                + $"{told}{(fields.Count > ToldLimit ? " and more" : string.Empty)}");
        }

        if (lacking.Count > 0)
            return Nothing(words, string.Join("; ", lacking), "name the field that is meant, or let the sensor send it");
        var others = function.Reads.Where(name => !input[name].IsNumber).ToList();
        if (others.Count == 0)
            return Nothing(words, "it has no result for this event alone", "nothing, where it answers for some events only");
        var reason = string.Join("; ", others.Select(name => FieldHint.Describe(input, name, FieldKind.Number)));
        return Nothing(words, reason, FieldHint.NumberAdvice(input, others[0]));
    }

    private static ExplainedStage Nothing(string words, string reason, string next) =>
        new("invoke", StageOutcome.Dropped, $"{words} makes nothing of it: {reason}") { Next = next };

    private static string Subject(BindingConfig binding) => binding.Window is null ? "it" : "its window, once that fires";

    private static ExplainedStage Emitted(BindingConfig binding, EdgeEvent input, IReadOnlyList<Measurement>? results)
    {
        var emit = binding.Emit;
        var name = (results is [var first, ..] ? first.Name : null) ?? emit.Measurement;
        var tags = BindingKey.TagNames(binding).Select(tag => (tag, Value: input[tag].ToString())).ToList();
        var ways = new List<string>();
        if (name is not null) ways.Add($"a point of {name}{Tags(tags)}, priority {emit.Priority.ToString().ToLowerInvariant()}");
        if (emit.Mqtt is { } topic) ways.Add(Local(topic, input));
        var without = tags.Where(tag => tag.Value.Length == 0).Select(tag => tag.tag).ToList();
        var lacking = without.Count > 0 && name is not null ? $"; it has no value for the tag {without[0]}" : string.Empty;
        if (ways.Count > 0)
        {
            var stays = name is null ? ": nothing of it goes to the cloud" : string.Empty;
            return new("emit", StageOutcome.Passed, $"its result is {string.Join(", and ", ways)}{stays}{lacking}")
            {
                Next = name is null ? "name a measurement (emit.measurement) where results are to be stored" : null,
            };
        }

        return new("emit", StageOutcome.Dropped, "its results go nowhere: the binding names neither a measurement nor a topic")
        { Next = "name a measurement (emit.measurement)" };
    }

    private static string Tags(IReadOnlyList<(string Tag, string Value)> tags)
    {
        var told = tags.Where(tag => tag.Value.Length > 0).Select(tag => $"{tag.Tag} {FieldHint.Shown(tag.Value)}").ToList();
        return told.Count == 0 ? string.Empty : $" with {string.Join(", ", told)}";
    }

    private static string Local(string topic, EdgeEvent input) => TopicTemplate.TryParse(topic, out var template, out _)
        && template.TryFill(name => input[name].ToString(), out var filled, out _) ? $"a message on {filled}" : $"a message on {topic}";
}
