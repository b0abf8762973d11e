using EventEdge.Contracts.Texts;
using EventEdge.EdgeBridge.Explanation.Findings;
using EventEdge.FunctionDispatcher.Explanation;
using EventEdge.FunctionDispatcher.Explanation.Words;
using EventEdge.FunctionDispatcher.Triggers;
using EventEdge.Hosting.Access;

namespace EventEdge.EdgeBridge.Explanation.Reasons;

/// <summary>Nothing has come that the binding wants: nobody sends, is let in or can be heard, or the topics are others.</summary>
internal sealed class SilenceReason : IReason
{
    private const int SeenLimit = 2;

    public WhyFinding? Of(BindingFacts binding, NodeFacts node)
    {
        if (binding.Counts.Messages > 0) return null;
        var filter = TriggerRoute.FilterOf(binding.Config);
        if (binding.Config.Trigger.Subscription is null) return OfOther(binding);
        var said = $"no message has come on {filter}";
        return Broker(said, filter, node) ?? Near(said, binding, node) ?? Listener(said, node)
            ?? new("receive", "no_message", $"{said}, nor on any other topic", "let the sensor publish to this node's broker");
    }

    private static WhyFinding OfOther(BindingFacts binding)
    {
        var (status, words) = (binding.Sight.Status, binding.Config.Trigger.Words);
        var due = status.NextRun is { } next ? $", and is due at {InWords.Second(next)}" : string.Empty;
        return binding.Config.Trigger.Upstream is { } upstream
            ? new("receive", "no_upstream", $"{binding.Name} runs on results of {upstream}, which has given no "
                + "result yet", $"eventedge why {upstream}")
            : new("receive", "not_started", $"{binding.Name} has not run yet: nothing has started it ({words}){due}",
                status.NextRun is null ? "send the request that starts it" : "wait until then, or change its trigger");
    }

    private static WhyFinding? Broker(string said, string filter, NodeFacts node)
    {
        if (node.Snapshot.MqttBroker is not { } broker) return null;
        if (broker.State != "up")
        {
            return new("receive", "broker_unreachable",
                $"{said}: there is no connection to the MQTT broker {broker.Address}: {broker.LastError ?? "it was not tried yet"}",
                "look whether the broker runs and lets this node in; the node tries again by itself");
        }

        var refused = broker.RefusedSubscriptions.FirstOrDefault(one => Plain(filter) == one.Key);
        return refused.Key is null ? null : new("receive", "subscription_refused",
            $"{said}: the MQTT broker {broker.Address} refuses to subscribe {refused.Key} ({refused.Value})",
            "give the node's account at the broker the right to subscribe; the node asks again every minute");
    }

    private static string Plain(string filter) =>
        string.Join('/', filter.Split('/').Select(level => level is ['{', .., '}'] ? "+" : level));

    private static WhyFinding? Near(string said, BindingFacts binding, NodeFacts node)
    {
        var near = node.Topics.Select(topic => (Topic: topic, Difference: MessageExplainer.Compare(binding.Config, topic)))
            .OrderBy(each => each.Difference.Cost).Take(SeenLimit).ToList();
        if (near.Count == 0) return null;
        var seen = string.Join(", ", near.Select(each => VisibleText.Of(each.Topic)));
        return new("route", "other_topics", $"{said}; seen instead: {seen}: {near[0].Difference.Sentence}",
            "change the binding's topic filter, or the topic that the sensor publishes to");
    }

    private static WhyFinding? Listener(string said, NodeFacts node)
    {
        var refused = Refused(node, AuditEvent.Connect);
        if (refused > 0)
        {
            return new("receive", "login_refused", $"{said}: {InWords.Count(refused, "login")} at the listener "
                + $"{(refused == 1 ? "was" : "were")} refused, such as for a wrong password",
                "look at audit.jsonl in the data directory for who and why; eventedge user add sets a password");
        }

        if (Refused(node, AuditEvent.Publish) is > 0 and var forbidden)
        {
            return new("receive", "publish_refused", $"{said}: {InWords.Count(forbidden, "publish")} to a topic that the client may not "
                + "use "
                + "was refused", "allow the topic in the file of permissions (eventedge acl)");
        }

        if (node.Listener is { Connections: 0 })
        {
            return new("receive", "nobody_connected", $"{said}: no client is connected to the node's broker",
                "let the sensor connect to the address and port that the node printed when it started");
        }

        return null;
    }

    private static long Refused(NodeFacts node, AuditEvent what) =>
        node.Security?.Decisions.Where(each => each.Event == what && !each.Allowed).Sum(each => each.Count) ?? 0;
}
