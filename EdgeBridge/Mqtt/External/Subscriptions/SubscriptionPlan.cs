using System.IO.Hashing;
using System.Runtime.InteropServices;
using EventEdge.EdgeBridge.Mqtt.Topics;
using EventEdge.FunctionDispatcher.Routing;

namespace EventEdge.EdgeBridge.Mqtt.External.Subscriptions;

/// <summary>
/// What to subscribe to so that every message the bindings want comes, and one copy of it can be told from the others. A broker may send a
/// copy for each subscription that matches. Filters that another covers are left out. What still overlaps is told apart by subscription
/// identifiers; where the broker has none, overlapping filters are joined into wider ones until no two overlap. Immutable, safe for
/// concurrent use.
/// </summary>
internal sealed class SubscriptionPlan
{
    /// <summary>Nothing is subscribed.</summary>
    public static readonly SubscriptionPlan Empty = new([]);

    private const uint LargestIdentifier = 268_435_455;

    private readonly TopicTrie<uint> _identifiers;

    private SubscriptionPlan(IReadOnlyList<PlannedSubscription> subscriptions)
    {
        Subscriptions = subscriptions;
        _identifiers = new(subscriptions.Select(one => KeyValuePair.Create(one.Filter, one.Identifier)));
    }

    /// <summary>The subscriptions, each filter once, in order.</summary>
    public IReadOnlyList<PlannedSubscription> Subscriptions { get; }

    /// <summary>A plan for what is wanted.</summary>
    /// <param name="wanted">Filters of the bindings.</param>
    /// <param name="identified">Whether the broker sends subscription identifiers.</param>
    /// <param name="refused">Filters that the broker refuses: planned around, where what is left over can be had without them.</param>
    public static SubscriptionPlan Of(IReadOnlyCollection<TopicSubscription> wanted, bool identified, IReadOnlySet<string> refused)
    {
        var filters = Widest(
            [.. wanted.Select(one => one.Filter).Distinct().Where(filter => !refused.Contains(filter)).Order(StringComparer.Ordinal)]);
        if (!identified && Joined(filters) is var joined && !joined.Exists(refused.Contains)) filters = joined;
        var disposition = new HashSet<uint>();
        return new([.. filters.Select(
            filter => new PlannedSubscription(filter, QosOf(filter, wanted), identified ? IdentifierOf(filter, disposition) : 0))]);
    }

    /// <summary>A plan as it was saved.</summary>
    public static SubscriptionPlan Restored(IEnumerable<PlannedSubscription> subscriptions) => new([.. subscriptions]);

    /// <summary>The identifier of the subscription whose copy of a message on this topic is the one to take; 0 when none matches.</summary>
    public uint PrimaryOf(string topic, List<TopicEntry<uint>> scratch)
    {
        scratch.Clear();
        _identifiers.Match(topic, scratch);
        var (primary, first) = (0u, int.MaxValue);
        foreach (var match in scratch)
        {
            if (match.Index < first) (primary, first) = (match.Value, match.Index);
        }

        return primary;
    }

    private static List<string> Widest(List<string> filters) =>
        [.. filters.Where(filter => !filters.Exists(other => other != filter && FilterRelation.Covers(other, filter)))];

    private static List<string> Joined(List<string> filters)
    {
        List<string> apart = [];
        foreach (var filter in filters)
        {
            var joined = filter;
            while (apart.FindIndex(other => FilterRelation.Overlap(other, joined)) is var at and >= 0)
            {
                joined = FilterRelation.Join(apart[at], joined);
                apart.RemoveAt(at);
            }

            apart.Add(joined);
        }

        return apart;
    }

    // Whichever copy is taken has the quality that any binding asks for on its topic.
    private static int QosOf(string filter, IEnumerable<TopicSubscription> wanted) =>
        wanted.Where(one => FilterRelation.Overlap(one.Filter, filter)).Max(one => one.Qos);

    // Out of the filter itself, so that messages which waited in the session under an earlier plan are still told apart.
    private static uint IdentifierOf(string filter, HashSet<uint> disposition)
    {
        var identifier = (uint)(XxHash3.HashToUInt64(MemoryMarshal.AsBytes(filter.AsSpan())) % LargestIdentifier) + 1;
        while (!disposition.Add(identifier)) identifier = (identifier % LargestIdentifier) + 1;
        return identifier;
    }
}

/// <summary>One subscription at the broker.</summary>
/// <param name="Filter">Topic filter.</param>
/// <param name="Qos">0, 1 or 2.</param>
/// <param name="Identifier">MQTT 5 subscription identifier, from 1; 0 where the broker has none.</param>
internal readonly record struct PlannedSubscription(string Filter, int Qos, uint Identifier);
