using EventEdge.EdgeBridge.Explanation.Findings;
using EventEdge.FunctionDispatcher.Pipeline.Lifecycle;

namespace EventEdge.EdgeBridge.Explanation.Reasons;

/// <summary>Its messages wait in the journal, or its function is not well.</summary>
internal sealed class WaitingReason : IReason
{
    public WhyFinding? Of(BindingFacts binding, NodeFacts node)
    {
        var status = binding.Sight.Status;
        if (status.Trouble is { } trouble)
        {
            return new("invoke", "function_unwell", $"the function of {binding.Name} is not well: {trouble}",
                "mend the function; journalled events wait and are called for by themselves");
        }

        if (status.Lifecycle != BindingLifecycle.Lagging) return null;
        return binding.Sight.LacksDate
            ? new("admit", "clock_not_set", $"messages of {binding.Name} wait because the node's clock was never set, and they carry no "
                + "time",
                "see to the machine's time: a battery for its clock, or a time server it can reach")
            : new("admit", "lagging", $"{binding.Name} is behind: its messages wait in the journal "
                + (binding.Sight.HasCapacity ? "until it has come to them" : "because its function has no room for more calls"),
                "give the function more instances (scale), or make it faster");
    }
}
