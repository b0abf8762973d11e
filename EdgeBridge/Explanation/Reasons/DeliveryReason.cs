using EventEdge.EdgeBridge.Explanation.Findings;
using EventEdge.EdgeBridge.Uplink;
using EventEdge.FunctionDispatcher.Explanation.Words;

namespace EventEdge.EdgeBridge.Explanation.Reasons;

/// <summary>Its results wait for the link, were given up for want of room, or are taken by nobody who stores them.</summary>
internal sealed class DeliveryReason : IReason
{
    public WhyFinding? Of(BindingFacts binding, NodeFacts node)
    {
        if (binding.Counts.Measurements + binding.Counts.Revisions == 0) return null;
        var waiting = node.Positions.FirstOrDefault(each => each.Class == binding.Config.Emit.Priority)?.PointsWaiting ?? 0;
        if (waiting > 0 && node.Snapshot.Uplink != UplinkState.Up) return Link(binding, node, waiting);
        if (binding.Counts.Dropped > 0)
        {
            return new("outbox", "dropped", $"{InWords.Count(binding.Counts.Dropped, "result")} of {binding.Name} made room in a full "
                + "outbox",
                "raise the outbox's limit, or let it wait instead (emit.when_full: block)");
        }

        if (node.StoreProblem is { } problem)
            return new("store", "store_unwell", $"results of {binding.Name} wait for the store: {problem}", "mend that; they are written "
                + "then");
        if (waiting > 0)
            return new("uplink", "on_its_way", $"{InWords.Count(waiting, "point")} of this priority are on their way to the cloud", null);
        return null;
    }

    private static WhyFinding Link(BindingFacts binding, NodeFacts node, long waiting)
    {
        var since = node.LinkSince is { } at ? $" since {InWords.Second(at)}" : string.Empty;
        var wait = $"and {InWords.Count(waiting, "point")} of this priority wait in the outbox";
        var reason = node.Snapshot.UplinkError is { } error ? $" ({error})" : string.Empty;
        return node.Snapshot.Uplink switch
        {
            UplinkState.Cut => new("uplink", "link_cut", $"results of {binding.Name} do not leave: the link is cut on purpose{since}, "
                + $"{wait}",
                "restore it: eventedge link restore"),
            UplinkState.Blocked => new("uplink", "bus_blocked",
                $"results of {binding.Name} do not leave: the bus takes no more{since}{reason}, {wait}",
                "give RabbitMQ memory or disk: rabbitmq-diagnostics alarms"),
            _ => new("uplink", "link_down", $"results of {binding.Name} do not leave: the link is down{since}{reason}, {wait}",
                "look whether the bus runs and can be reached from here; the node tries again by itself"),
        };
    }
}
