using System.Text.Json;
using EventEdge.EdgeBridge.Explanation.Findings;
using EventEdge.FunctionDispatcher.Explanation;
using EventEdge.FunctionDispatcher.Explanation.Examples;
using EventEdge.FunctionDispatcher.Explanation.Stages;
using EventEdge.FunctionDispatcher.Explanation.Words;
using EventEdge.FunctionDispatcher.Observation;
using EventEdge.FunctionDispatcher.Outputs;

namespace EventEdge.EdgeBridge.Explanation.Reasons;

/// <summary>Its events end before they reach window or function: all of them, or all since some time.</summary>
internal sealed class EndsReason : IReason
{
    // So many in a row since the last that got through, or fewer when that is long ago, are no accident.
    private const int RowLimit = 20;
    private const int Nearly = 9;
    private const int ShortRow = 3;
    private static readonly TimeSpan LongAgo = TimeSpan.FromMinutes(1);

    public WhyFinding? Of(BindingFacts binding, NodeFacts node)
    {
        var passed = binding.LastPassed;
        var most = Ends(binding).MaxBy(entry => entry.SincePassed);
        if (most is null || most.SincePassed == 0) return null;
        if (IsNearlyAll(binding, most.Kind)) return Finding(binding, node, most, $"nearly every event of {binding.Name}");
        var isLong = passed is not null && most.Last.At - passed.At > LongAgo;
        if (passed is not null && most.SincePassed < (isLong ? ShortRow : RowLimit)) return null;
        var since = passed is null ? string.Empty : $" since {InWords.Second(passed.At)}";
        return Finding(binding, node, most, $"every event of {binding.Name}{since}");
    }

    /// <summary>What keeps some of its events back, though others get through.</summary>
    public static IEnumerable<WhyFinding> Some(BindingFacts binding, NodeFacts node) =>
        Ends(binding).OrderByDescending(entry => entry.Seen)
            .Select(entry => Finding(binding, node, entry, $"some events of {binding.Name}"));

    // By the counters, which leave nothing out. That where turns most away is what it is for.
    private static bool IsNearlyAll(BindingFacts binding, OutcomeKind kind)
    {
        var ended = kind switch
        {
            { Cause: StageReason.Duplicate } => binding.Counts.Duplicates,
            { Outcome: StageOutcome.Rejected, Failure: FailureStage.Late } => binding.Counts.Late,
            { Outcome: StageOutcome.Rejected } => binding.Counts.Rejected,
            _ => 0,
        };
        return ended >= RowLimit && ended >= Nearly * binding.Counts.InWindows;
    }

    private static string Advice(OutcomeKind kind) => kind switch
    {
        { Cause: StageReason.Duplicate } => "let the sensor count its ids on, or name another field (event_id)",
        { Failure: FailureStage.Late } => "raise event_time.allowed_lateness, or out_of_order, where events come as late as this",
        { Failure: FailureStage.Limit } => "raise limits.keys, or see who sends keys without end",
        _ => "eventedge dlq list shows what was given up, and why",
    };

    private static IEnumerable<OutcomeEntry> Ends(BindingFacts binding) => binding.Ends.Where(entry =>
        entry.Kind.Outcome is StageOutcome.Dropped or StageOutcome.Rejected && entry.Last.Topic.Length > 0
        && entry.Kind.Stage is not Stage.Emit && entry.Kind.Cause != StageReason.AlreadyTaken);

    private static WhyFinding Finding(BindingFacts binding, NodeFacts node, OutcomeEntry entry, string subject)
    {
        var stage = JsonNamingPolicy.SnakeCaseLower.ConvertName(entry.Kind.Stage.ToString());
        var explained = StageOf(binding, node, entry.Last, stage);
        var reason = explained?.Sentence ?? entry.Last.Result.Reason ?? "no reason known";
        return new(stage, Code(entry.Kind), $"{subject} ends at {stage}: {reason}", explained?.Next ?? Advice(entry.Kind))
        { Example = ExampleText.Of(entry.Last) };
    }

    // The example, taken through the same stages once more, has more to tell than what the stage said at the time.
    private static ExplainedStage? StageOf(BindingFacts binding, NodeFacts node, OutcomeExample example, string stage)
    {
        if (example.Message is not { } message) return null;
        var stages = MessageExplainer.Explain([binding.Config], node.Components, message).Bindings[0].Stages;
        return stages.FirstOrDefault(
            each => each.Stage == stage && each.Outcome != StageOutcome.Passed && (each.Event ?? example.Index) == example.Index);
    }

    private static string Code(OutcomeKind kind) => kind.Outcome == StageOutcome.Dropped
        ? JsonNamingPolicy.SnakeCaseLower.ConvertName(kind.Cause.ToString())
        : $"{JsonNamingPolicy.SnakeCaseLower.ConvertName(kind.Failure.ToString())}_rejected";
}
