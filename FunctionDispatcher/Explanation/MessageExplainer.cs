using EventEdge.FunctionDispatcher.Configuration;
using EventEdge.FunctionDispatcher.Configuration.Topics;
using EventEdge.FunctionDispatcher.Engine;
using EventEdge.FunctionDispatcher.Explanation.Stages;
using EventEdge.FunctionDispatcher.Explanation.Words;
using EventEdge.FunctionDispatcher.Observation;
using EventEdge.FunctionDispatcher.Triggers;

namespace EventEdge.FunctionDispatcher.Explanation;

/// <summary>
/// Says what becomes of a message, binding by binding and stage by stage. Nothing is counted, kept or sent by it, and no function is called
/// that could do something.
/// </summary>
public static class MessageExplainer
{
    /// <summary>Most bindings that do not match and are told.</summary>
    public const int OthersLimit = 8;

    /// <summary>Explains a message by declared bindings alone, as a node with them, and without any history, would take it.</summary>
    public static MessageExplanation Explain(
        IReadOnlyList<BindingConfig> bindings, EventEdgeComponents components, TriedMessage message) =>
        Explain(bindings, components, message, static _ => null);

    /// <summary>Explains a message by bindings at work, with their windows and memories. The caller keeps the dispatcher still.</summary>
    public static MessageExplanation Explain(Dispatcher dispatcher, TriedMessage message)
    {
        var running = dispatcher.InForce.All.ToDictionary(binding => binding.Identity.Name, StringComparer.Ordinal);
        return Explain(
            [.. running.Values.Select(binding => binding.Config)], dispatcher.Components, message,
            binding => new LiveBinding(running[binding.Name]));
    }

    private static MessageExplanation Explain(
        IReadOnlyList<BindingConfig> bindings, EventEdgeComponents components, TriedMessage message,
        Func<BindingConfig, LiveBinding?> liveOf)
    {
        var differences = bindings.Select(binding => (Binding: binding, Difference: Compare(binding, message.Topic))).ToList();
        var matching = differences.Where(each => each.Difference.Cost == 0);
        var others = differences.Where(each => each.Difference.Cost != 0).OrderBy(each => each.Difference.Cost).Take(OthersLimit);
        return new()
        {
            Topic = message.Topic,
            Bytes = message.Payload.Length,
            ReceivedAt = message.ReceivedAt,
            Bindings =
            [
                .. matching.Select(each => Matching(each.Binding, components, message, liveOf(each.Binding))),
                .. others.Select(each => Of(each.Binding) with { Difference = each.Difference.Sentence }),
            ],
        };
    }

    /// <summary>How a topic differs from what starts a binding.</summary>
    public static TopicDifference Compare(BindingConfig binding, string topic) => TopicDifference.Of(FilterOf(binding), topic);

    private static BindingExplanation Matching(
        BindingConfig binding, EventEdgeComponents components, TriedMessage message, LiveBinding? live)
    {
        var filter = FilterOf(binding);
        var ranges = new Range[filter.Captures.Count];
        filter.TryMatch(message.Topic, ranges);
        var captured = ranges.Select(range => message.Topic[range]).ToList();
        var told = filter.Captures.Zip(captured, (name, value) => $"{name} is {FieldHint.Shown(value)}").ToList();
        var captures = told.Count == 0 ? string.Empty : $": {string.Join(", ", told)}";
        var explanation = Of(binding);
        List<ExplainedStage> stages = [new("route", StageOutcome.Passed, $"the topic matches {explanation.Filter}{captures}")];
        if (Admit(live) is { } admitted) stages.Add(admitted);
        if (stages[^1].IsPassed) stages.AddRange(Try(binding, components, message, captured, live));
        return explanation with { Stages = stages };
    }

    private static IReadOnlyList<ExplainedStage> Try(
        BindingConfig binding, EventEdgeComponents components, TriedMessage message, List<string> captured, LiveBinding? live)
    {
        try
        {
            return new BindingTrial(binding, components).Run(message, captured, live);
        }
        catch (ArgumentException error)
        {
            return [new("decode", StageOutcome.Rejected, $"the binding cannot be tried: {error.Message}")
            { Next = "eventedge validate shows more" }];
        }
    }

    private static ExplainedStage? Admit(LiveBinding? live)
    {
        if (live?.Disabled is { } disabled)
            return new("admit", StageOutcome.Rejected, disabled)
            { Next = "change the binding as its reason says, then eventedge dlq retry" };
        if (live is not { IsLagging: true }) return null;
        var reason = live.Trouble
            ?? (live.HasCapacity ? "it has not come to the newest messages yet" : "its function has no room for more calls");
        return new("admit", StageOutcome.Waiting, $"the binding is behind: {reason}")
        { Next = "a journalled message waits; mend the function, or give it more instances (scale)" };
    }

    private static BindingExplanation Of(BindingConfig binding) => new()
    {
        Binding = binding.Name, Version = BindingVersion.Of(binding), Filter = TriggerRoute.FilterOf(binding),
    };

    private static TopicFilter FilterOf(BindingConfig binding) => TopicFilter.Parse(TriggerRoute.FilterOf(binding));
}
