using EventEdge.EdgeBridge.Explanation.Findings;

namespace EventEdge.EdgeBridge.Explanation.Reasons;

/// <summary>The binding must not run.</summary>
internal sealed class DisabledReason : IReason
{
    public WhyFinding? Of(BindingFacts binding, NodeFacts node) => binding.Sight.Status.Disabled is not { } disabled ? null
        : new(
            "admit", "disabled", $"the binding {binding.Name} is disabled, and its events become dead letters: {disabled.Reason}",
            "change the binding as its reason says, then eventedge dlq retry");
}
