using EventEdge.Contracts.Measurements;
using EventEdge.FunctionDispatcher.Configuration.Topics;
using EventEdge.FunctionDispatcher.Engine.Schedules;
using EventEdge.FunctionDispatcher.Pipeline;
using EventEdge.FunctionDispatcher.Routing;
using EventEdge.FunctionDispatcher.Triggers;

namespace EventEdge.FunctionDispatcher.Engine;

/// <summary>The bindings in force, in file order: which topics lead to them, and which of them run on the results of others.</summary>
internal sealed class BindingSet
{
    private readonly Dictionary<string, RunningBinding> _byName;
    private readonly RunningBinding[] _chain;
    private readonly IReadOnlyList<string> _earlierTopics;

    /// <param name="byName">The bindings.</param>
    /// <param name="earlierTopics">Topics that messages came on before these bindings were in force.</param>
    public BindingSet(Dictionary<string, RunningBinding> byName, IReadOnlyList<string>? earlierTopics = null)
    {
        (_byName, _earlierTopics) = (byName, earlierTopics ?? []);
        Router = new(new TopicTrie<RunningBinding>(byName.Values.Select(b => KeyValuePair.Create(TriggerRoute.FilterOf(b.Config), b))));
        _chain = Connect();
    }

    /// <summary>All of them.</summary>
    public Dictionary<string, RunningBinding>.ValueCollection All => _byName.Values;

    /// <summary>Topics to bindings.</summary>
    public TopicRouter<RunningBinding> Router { get; }

    /// <summary>
    /// Topics that messages came on lately, wanted or not, about in the order they first came; bounded by what the router remembers.
    /// </summary>
    public IReadOnlyList<string> Topics =>
        [.. _earlierTopics.Concat(Router.Topics).Distinct().TakeLast(TopicRouter<RunningBinding>.DefaultCacheLimit)];

    /// <summary>The binding of a name; null where there is none.</summary>
    public RunningBinding? Find(string name) => _byName.GetValueOrDefault(name);

    /// <summary>Replay is over.</summary>
    public void Start(DateTimeOffset now)
    {
        foreach (var binding in All) binding.Start(now);
    }

    /// <summary>Whether this very binding is among them.</summary>
    public bool Contains(RunningBinding binding) => Find(binding.Identity.Name) == binding;

    /// <summary>The topic filters to subscribe to, captures replaced by <c>+</c>, with the QoS to ask for and who asks.</summary>
    public IEnumerable<(string Filter, int Qos, string Binding)> Filters =>
        from binding in All
        let subscription = binding.Config.Trigger.Subscription
        where subscription is not null
        select (TopicFilter.Parse(subscription.Filter).ToMqttFilter(), subscription.Qos, binding.Config.Name);

    /// <summary>How far readings that are dated by their receipt are ahead of a clock that was set back: the most of all.</summary>
    public TimeSpan Ahead
    {
        get
        {
            var most = TimeSpan.Zero;
            foreach (var binding in All) most = binding.Ahead > most ? binding.Ahead : most;
            return most;
        }
    }

    /// <summary>Whether a binding that wants a topic keeps durable state.</summary>
    public bool IsDurable(string topic)
    {
        foreach (var route in Router.Route(topic))
        {
            if (route.Entry.Value.Progress.IsDurable) return true;
        }

        return false;
    }

    /// <summary>
    /// Whether a binding that wants a topic waits with messages that were received before the machine's clock was ever set.
    /// </summary>
    public bool MustDate(string topic)
    {
        foreach (var route in Router.Route(topic))
        {
            if (route.Entry.Value.Progress.NeedsDate) return true;
        }

        return false;
    }

    /// <summary>The bindings that lead to one by their results, the first of them first, and the binding itself.</summary>
    public IReadOnlyList<string> ChainTo(string name)
    {
        var chain = new List<string> { name };
        while (Find(chain[0])?.Config.Trigger.Upstream is { } upstream && Find(upstream) is not null) chain.Insert(0, upstream);
        return chain;
    }

    /// <summary>
    /// Ends a step: the results of each binding reach its downstream bindings, upstream ones first, so that one pass reaches the end of
    /// each chain.
    /// </summary>
    public void Settle(DateTimeOffset at, long sequence, DeadlineSchedule deadlines)
    {
        foreach (var binding in _chain)
        {
            binding.Settle(sequence);
            var downstream = binding.Progress.Chain.Downstream;
            if (downstream.Length == 0 || binding.TakeResults() is not { Count: > 0 } results) continue;
            foreach (var each in downstream) Hand(each, results, at, sequence, deadlines);
        }
    }

    private static void Hand(
        RunningBinding downstream, IReadOnlyList<Point> results, DateTimeOffset at, long sequence, DeadlineSchedule deadlines)
    {
        downstream.TakeUpstream(results, at, sequence);
        deadlines.Touch(downstream);
    }

    private RunningBinding[] Connect()
    {
        var downstreamOf = All.Where(b => b.Config.Trigger.Upstream is not null)
            .ToLookup(b => b.Config.Trigger.Upstream!, StringComparer.Ordinal);
        var chain = new List<RunningBinding>();
        foreach (var first in All.Where(b => b.Config.Trigger.Upstream is not { } upstream || !_byName.ContainsKey(upstream)))
            Append(first, null);
        return [.. chain.Where(b => b.Config.Trigger.Upstream is not null || b.Progress.Chain.Downstream.Length > 0)];

        void Append(RunningBinding binding, RunningBinding? upstream)
        {
            chain.Add(binding);
            var own = downstreamOf[binding.Identity.Name].ToArray();
            foreach (var downstream in own) Append(downstream, binding);
            binding.Connect(new(upstream, own));
        }
    }
}
