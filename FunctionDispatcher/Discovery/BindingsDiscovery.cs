using EventEdge.FunctionDispatcher.Configuration.Topics;
using EventEdge.FunctionDispatcher.Discovery.Families;
using EventEdge.FunctionDispatcher.Discovery.Fields;
using EventEdge.FunctionDispatcher.Discovery.Messages;
using EventEdge.FunctionDispatcher.Discovery.Payloads;
using EventEdge.FunctionDispatcher.Discovery.Plans;
using EventEdge.FunctionDispatcher.Discovery.Proposals;
using EventEdge.FunctionDispatcher.Discovery.Topics;

namespace EventEdge.FunctionDispatcher.Discovery;

/// <summary>
/// Makes a bindings file of recorded messages: families that are known, then patterns of topics, payloads, fields and clocks of all others.
/// The same messages give the same file. What is uncertain stands in it as a comment; what would not run does, too.
/// </summary>
public static class BindingsDiscovery
{
    // A file is read by people.
    private const int StreamLimit = 200;
    private const int UnboundLimit = 60;

    /// <summary>The bindings of a recording.</summary>
    /// <param name="recording">The messages.</param>
    /// <param name="options">How. Default: see there.</param>
    public static DiscoveredBindings Of(MessageRecording recording, DiscoveryOptions? options = null)
    {
        options ??= new();
        var (groups, unbound) = Group(recording);
        var clock = new ClockCheck(recording.HasTimes, options.TimeZone);
        var proposals = new BindingProposals();
        var streams = new List<ProposedStream>();
        foreach (var (plan, topics) in groups)
        {
            if (FormOf(plan, topics) is not { } form) continue;
            // What a list in a message is to a family that is known is no question.
            if (plan.Hints.Count > 0) form = form with { Doubt = null };
            if (streams.Count == StreamLimit) unbound.Add((plan.Filter, $"there are more than {StreamLimit} patterns: narrow the filter"));
            else streams.Add(proposals.Of(StreamFindings.Of(plan, topics, form, clock)));
        }

        return new BindingsComposer(recording, options, streams, [.. unbound.Take(UnboundLimit)]).Compose();
    }

    private static (List<TopicGroup> Groups, List<(string Topics, string Reason)> Unbound) Group(MessageRecording recording)
    {
        var known = new List<(TopicPlan Plan, SeenTopic Topic)>();
        var unknown = new List<TopicShape>();
        var planOf = DeviceFamilies.Over(recording.Topics);
        foreach (var topic in recording.Topics)
        {
            if (!IsPossible(topic.Topic.Replace('{', '_').Replace('}', '_')))
            {
                known.Add((new(topic.Topic, "unbound") { Ignored = "no filter can name these topics" }, topic));
                continue;
            }

            var plan = planOf(topic);
            // A level of the topic that looks like a capture, for one.
            if (plan is { Ignored: null, Filter.Length: > 0 } && !IsPossible(plan.Filter)) plan = null;
            if (plan is not null and not { Ignored: null, Filter: "" }) known.Add((plan, topic));
            else if (plan is null && Commonplace.ReasonOf(topic) is { } reason) known.Add((new(topic.Topic,
                "unbound")
            { Ignored = reason }, topic));
            else if ((plan?.Form ?? PayloadKinds.Of(PayloadSamples.Of(topic.Messages))) is { } form)
                unknown.Add(TopicShape.Of(topic, form) with { Plan = plan });
            else known.Add((new(topic.Topic, "unbound") { Ignored = "empty messages" }, topic));
        }

        var groups = known.Where(k => k.Plan.Ignored is null).GroupBy(k => k.Plan.Key)
            .Select(g => new TopicGroup(g.First().Plan, [.. g.Select(k => k.Topic)])).ToList();
        groups.AddRange(TopicGrouping.Of(unknown));
        var unbound = known.Where(k => k.Plan.Ignored is not null).GroupBy(k => (k.Plan.Family, k.Plan.Ignored!))
            .Select(g => (Unbound.TopicsOf([.. g.Select(k => k.Topic.Topic)]), Unbound.ReasonOf(g.Key.Family, g.Key.Item2))).ToList();
        return (groups, unbound);
    }

    private static bool IsPossible(string filter) => TopicFilter.TryParse(filter, out _, out _);

    private static PayloadForm? FormOf(TopicPlan plan, IReadOnlyList<SeenTopic> topics) =>
        plan.Form ?? PayloadKinds.Of(PayloadSamples.Of(topics.SelectMany(t => t.Messages)));
}
