using EventEdge.EdgeBridge.Explanation.Findings;

namespace EventEdge.EdgeBridge.Explanation.Reasons;

/// <summary>The node takes nothing: a loop has ended, the journal is full, or the disk refuses.</summary>
internal sealed class NodeReason : IReason
{
    public WhyFinding? Of(BindingFacts binding, NodeFacts node) => node.Snapshot.NotReady is not { } reason ? null
        : new("node", "not_ready", $"the node takes no messages: {reason}", "mend that; senders keep what is not acknowledged and send "
            + "it again");
}
