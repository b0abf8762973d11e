using EventEdge.EdgeBridge.Explanation.Findings;
using EventEdge.FunctionDispatcher.Explanation;
using EventEdge.FunctionDispatcher.Explanation.Examples;
using EventEdge.FunctionDispatcher.Observation;

namespace EventEdge.EdgeBridge.Explanation.Reasons;

/// <summary>Its function fails or makes nothing, or what it makes is no point.</summary>
internal sealed class ResultReason : IReason
{
    public WhyFinding? Of(BindingFacts binding, NodeFacts node)
    {
        var emitted = binding.LastEmitted;
        var failed = binding.Newest(entry => entry.Kind.Outcome == StageOutcome.Rejected && entry.Kind.Stage is Stage.Invoke or Stage.Emit);
        if (failed is not null && !(emitted?.At >= failed.At)) return Failed(binding, failed);
        if (emitted is not null) return Elsewhere(binding, emitted);
        if (binding.Newest(entry => entry.Kind is { Stage: Stage.Invoke, Outcome: StageOutcome.Waiting }) is { } called)
        {
            return new("invoke", "call_under_way",
                $"the function of {binding.Name} ({binding.Config.Function.Words}) was called and has not answered yet",
                "wait for it; eventedge bindings shows how many calls are under way")
            { Example = ExampleText.Of(called) };
        }

        var invoked = binding.Newest(entry => entry.Kind is { Stage: Stage.Invoke, Outcome: StageOutcome.Passed });
        return invoked is null || binding.Counts.Measurements > 0 ? null : Nothing(binding, node);
    }

    private static WhyFinding Failed(BindingFacts binding, OutcomeExample failed)
    {
        var isCall = failed.Stage == Stage.Invoke;
        return new(
            isCall ? "invoke" : "emit", isCall ? "function_failed" : "result_refused",
            isCall ? $"the function of {binding.Name} ({binding.Config.Function.Words}) fails: {failed.Result.Reason}"
                : $"what the function of {binding.Name} answers cannot become a point: {failed.Result.Reason}",
            isCall ? "mend the function, then eventedge dlq retry" : "mend what the function answers, or emit in the binding")
        { Example = ExampleText.Of(failed) };
    }

    private static WhyFinding? Elsewhere(BindingFacts binding, OutcomeExample emitted)
    {
        if (emitted.Point is not { Measurement.Length: 0 }) return null;
        return new("emit", "no_measurement", binding.Config.Emit.Mqtt is { } topic
            ? $"results of {binding.Name} go to the local topic {topic} only: none of them becomes a point"
            : $"results of {binding.Name} go nowhere: the binding names neither a measurement nor a topic",
            "name a measurement (emit.measurement)");
    }

    private static WhyFinding Nothing(BindingFacts binding, NodeFacts node)
    {
        var example = binding.LastPassed;
        var stage = example?.Message is not { } message ? null
            : MessageExplainer.Explain([binding.Config], node.Components, message).Bindings[0].Stages
                .FirstOrDefault(each => each.Stage == "invoke" && each.Outcome == StageOutcome.Dropped);
        return new("invoke", "no_result", stage is null
            ? $"the function of {binding.Name} ({binding.Config.Function.Words}) was called and answered with no result"
            : $"the function of {binding.Name} has no result: {stage.Sentence}",
            stage?.Next ?? "nothing, where it answers for some events only; else look at the function")
        { Example = ExampleText.Of(example) };
    }
}
