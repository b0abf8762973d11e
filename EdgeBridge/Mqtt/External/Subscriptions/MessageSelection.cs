using System.IO.Hashing;
using EventEdge.FunctionDispatcher.Routing;

namespace EventEdge.EdgeBridge.Mqtt.External.Subscriptions;

/// <summary>
/// Decides which of the broker's messages are taken: of the copies that overlapping subscriptions bring, one; of retained messages that a
/// new subscription brings, those that differ from what was last taken on their topic; and nothing that no binding wants. While
/// subscriptions change, the copies of the old plan count until a marker of our own has come through the session, and those of the new plan
/// from there on: so what the broker queued before it had the new ones is neither missed nor counted twice, and no change falls between two
/// copies of one message.
/// </summary>
internal sealed class MessageSelection(string node, int topicLimit = MessageSelection.TopicLimit)
{
    /// <summary>Most plans that wait for one marker: more than a person edits while one is on its way.</summary>
    public const int PlanLimit = 16;

    /// <summary>Most topics remembered; those not seen for longest are forgotten, and their retained messages count as new.</summary>
    public const int TopicLimit = 65_536;

    /// <summary>Most characters of their names; half of them in each of the two generations.</summary>
    public const int TopicCharsLimit = 8 << 20;

    private readonly Lock _gate = new();
    private readonly List<TopicEntry<uint>> _primaries = [];
    private readonly List<TopicEntry<int>> _matches = [];
    private Dictionary<string, TopicState> _young = new(StringComparer.Ordinal);
    private Dictionary<string, TopicState> _old = new(StringComparer.Ordinal);
    private TopicTrie<int> _wanted = new([]);
    private readonly List<(SubscriptionPlan Plan, List<string> Markers)> _plans = [];
    private readonly string _markerTopic = $"eventedge/{node}/session/";
    private int _version;
    private int _youngChars;

    /// <summary>Whether it knows what the session is subscribed to.</summary>
    public bool HasPlan
    {
        get
        {
            lock (_gate) return _plans.Count > 0;
        }
    }

    /// <summary>Characters of the names it remembers, and how many those are.</summary>
    public (long Chars, int Count) Remembered
    {
        get
        {
            lock (_gate) return (_young.Keys.Concat(_old.Keys).Sum(name => (long)name.Length), _young.Count + _old.Count);
        }
    }

    /// <summary>Plans under which what comes may have been queued.</summary>
    public int PlanCount
    {
        get
        {
            lock (_gate) return _plans.Count;
        }
    }

    /// <summary>Where a marker goes: no binding sees it.</summary>
    public string MarkerTopic(string marker) => _markerTopic + marker;

    /// <summary>Begins with the plans, oldest first, under which what waits in the session was queued.</summary>
    public void Begin(IEnumerable<TopicSubscription> wanted, IEnumerable<SubscriptionPlan> plans)
    {
        lock (_gate)
        {
            _plans.Clear();
            _plans.AddRange(plans.Select(plan => (plan, new List<string>())));
            Want(wanted);
        }
    }

    /// <summary>What the bindings want from now on, and the plan that brings it.</summary>
    /// <param name="wanted">Filters of the bindings.</param>
    /// <param name="plan">What is, or is about to be, subscribed.</param>
    /// <param name="marker">The marker before which the plans before count; null when no copy could be mistaken.</param>
    public void Use(IEnumerable<TopicSubscription> wanted, SubscriptionPlan plan, string? marker)
    {
        lock (_gate)
        {
            if (marker is null) _plans.Clear();
            if (_plans.Count == 0 || !_plans[^1].Plan.Subscriptions.SequenceEqual(plan.Subscriptions))
            {
                if (_plans.Count >= PlanLimit) _plans.RemoveAt(1);
                _plans.Add((plan, []));
            }

            if (marker is not null) AddMarker(_plans[^1].Markers, marker);
            Want(wanted);
        }
    }

    /// <summary>A marker has come, or will not come any more: plans before its own count no longer.</summary>
    public void Pass(string marker)
    {
        lock (_gate)
        {
            if (_plans.FindIndex(one => one.Markers.Contains(marker)) is not (> 0 and var at)) return;
            _plans.RemoveRange(0, at);
            _version++;
        }
    }

    /// <summary>Whether a binding wants messages on a topic.</summary>
    public bool IsWanted(string topic)
    {
        lock (_gate) return StateOf(topic).Qos >= 0;
    }

    /// <summary>Judges a message. Takes no copy of the topic's name or of anything else once the topic is known.</summary>
    public Selected Judge(in Arrival arrival)
    {
        lock (_gate)
        {
            if (arrival.Topic.StartsWith(_markerTopic, StringComparison.Ordinal)) return new(Selection.Marker);
            var topic = StateOf(arrival.Topic);
            if (topic.Qos < 0) return new(Selection.Unwanted);
            if (!IsLeading(topic, arrival)) return new(Selection.Copy);
            var digest = XxHash3.HashToUInt64(arrival.Payload) | 1;
            // A retransmission may be one whose first copy never became durable.
            var isKnown = arrival is { Retained: true, Duplicate: false } && topic.LastTaken == digest;
            return isKnown ? new(Selection.SameRetained) : new(Selection.Take, Math.Min(arrival.Qos, topic.Qos), topic, digest);
        }
    }

    private static bool IsLeading(TopicState topic, in Arrival arrival)
    {
        // No identifier: the plan has no overlap, or the subscription is one of a version that gave none.
        if (arrival.Identifiers is not { Count: > 0 } identifiers) return true;
        // No plan has the topic: no binding wanted it when it was published.
        if (topic.PrimaryBefore == 0) return false;
        // Redelivered in the middle of a change: rather twice than not at all.
        return identifiers.Contains(topic.PrimaryBefore) || (arrival.Duplicate && identifiers.Contains(topic.Primary));
    }

    // Each connection that ends before its marker has come leaves one to the same plan.
    // The first may still come through the session, before all others.
    private static void AddMarker(List<string> markers, string marker)
    {
        if (markers.Count >= PlanLimit) markers.RemoveAt(1);
        markers.Add(marker);
    }

    private void Want(IEnumerable<TopicSubscription> wanted)
    {
        _wanted = new(wanted.Select(one => KeyValuePair.Create(one.Filter, one.Qos)));
        _version++;
    }

    private TopicState StateOf(string name)
    {
        if (!_young.TryGetValue(name, out var topic))
        {
            if (!_old.Remove(name, out topic)) topic = new();
            if (_young.Count >= topicLimit / 2 || _youngChars + name.Length > TopicCharsLimit / 2)
            {
                (_young, _old) = (_old, _young);
                _young.Clear();
                _youngChars = 0;
            }

            _young.Add(name, topic);
            _youngChars += name.Length;
        }

        if (topic.Version != _version) Resolve(name, topic);
        return topic;
    }

    private void Resolve(string name, TopicState topic)
    {
        _matches.Clear();
        _wanted.Match(name, _matches);
        topic.Qos = -1;
        foreach (var match in _matches) topic.Qos = Math.Max(topic.Qos, match.Value);
        // A message that came by the oldest plan may have come by no other; one that did not came by the next.
        (topic.Primary, topic.PrimaryBefore) = (0, 0);
        foreach (var (plan, _) in _plans)
        {
            topic.Primary = plan.PrimaryOf(name, _primaries);
            if (topic.PrimaryBefore == 0) topic.PrimaryBefore = topic.Primary;
        }

        topic.Version = _version;
    }
}

/// <summary>A message as the broker sent it.</summary>
internal readonly ref struct Arrival
{
    /// <summary>Its topic.</summary>
    public required string Topic { get; init; }

    /// <summary>Its payload.</summary>
    public ReadOnlySpan<byte> Payload { get; init; }

    /// <summary>0, 1 or 2.</summary>
    public int Qos { get; init; }

    /// <summary>A subscription brought it, not its publisher.</summary>
    public bool Retained { get; init; }

    /// <summary>MQTT's DUP flag.</summary>
    public bool Duplicate { get; init; }

    /// <summary>The subscriptions it came by, where the broker tells.</summary>
    public List<uint>? Identifiers { get; init; }
}

/// <summary>What becomes of a message of the broker.</summary>
internal enum Selection
{
    /// <summary>It goes to the intake.</summary>
    Take,

    /// <summary>Another copy of it is taken.</summary>
    Copy,

    /// <summary>A retained message that says what was last taken on its topic.</summary>
    SameRetained,

    /// <summary>No binding wants it: a joined filter, or one of an earlier configuration, brought it.</summary>
    Unwanted,

    /// <summary>One of our own, see <see cref="MessageSelection.Pass"/>.</summary>
    Marker,
}

/// <summary>The judgement on a message.</summary>
/// <param name="Selection">What becomes of it.</param>
/// <param name="Qos">The quality that the bindings ask for on its topic, at most its own.</param>
/// <param name="Topic">What is known of its topic.</param>
/// <param name="Digest">Stands for its payload.</param>
internal readonly record struct Selected(Selection Selection, int Qos = 0, TopicState? Topic = null, ulong Digest = 0)
{
    /// <summary>The message is taken for good: the same one is nothing new when a subscription brings it again.</summary>
    public void Remember()
    {
        if (Topic is not null) Topic.LastTaken = Digest;
    }
}
