using EventEdge.EdgeBridge.Explanation.Findings;

namespace EventEdge.EdgeBridge.Explanation.Reasons;

/// <summary>One kind of reason why nothing comes of a binding. Asked in the order of a message's way; it changes nothing.</summary>
internal interface IReason
{
    /// <summary>The reason; null where it is not this one.</summary>
    WhyFinding? Of(BindingFacts binding, NodeFacts node);
}
