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
        var joined = byName.Values.Where(b => b.Config.Join is not null)
            .Select(b => KeyValuePair.Create(TriggerRoute.JoinedTopicOf(b.Identity.Name), b));
        Router = new(new TopicTrie<RunningBinding>(
            byName.Values.Select(b => KeyValuePair.Create(TriggerRoute.FilterOf(b.Config), b)).Concat(joined)));
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

    /// <summary>
    /// The bindings that lead to one by their results, the first of them first, and the binding itself. One stands for those that take the
    /// journal together.
    /// </summary>
    public IReadOnlyList<string> ChainTo(string name)
    {
        var chain = new List<string>();
        if (Find(name) is { } binding) Add(binding);
        else chain.Add(name);
        return chain;

        void Add(RunningBinding each)
        {
            foreach (var upstream in each.Progress.Chain.Upstreams) Add(upstream);
            var standing = (each.Progress.Chain.Lockstep?.First ?? each).Identity.Name;
            if (!chain.Contains(standing)) chain.Add(standing);
        }
    }

    /// <summary>Where one of the bindings that take the journal together is behind, all of them are.</summary>
    public void Align()
    {
        foreach (var lockstep in Locksteps) lockstep.Align();
    }

    /// <summary>The groups of bindings that take the journal together.</summary>
    public IReadOnlyList<Lockstep> Locksteps { get; private set; } = [];

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
            foreach (var each in downstream) Hand(binding, each, results, at, sequence, deadlines);
        }
    }

    private static void Hand(
        RunningBinding upstream, RunningBinding downstream, IReadOnlyList<Point> results, DateTimeOffset at, long sequence,
        DeadlineSchedule deadlines)
    {
        downstream.TakeUpstream(upstream, results, at, sequence);
        deadlines.Touch(downstream);
    }

    // Each comes behind all whose results it takes.
    private RunningBinding[] Connect()
    {
        var upstreams = All.ToDictionary(b => b, UpstreamsOf);
        var downstreams = All.ToDictionary(b => b, b => All.Where(other => upstreams[other].Contains(b)).ToArray());
        var chain = new List<RunningBinding>();
        foreach (var first in All.Where(b => upstreams[b].Count == 0)) Append(first);
        Locksteps = LocksteppedBindings.Of([.. All], upstreams);
        var lockstepOf = Locksteps.SelectMany(l => l.Members.Select(m => (m, l))).ToDictionary(pair => pair.m, pair => pair.l);
        foreach (var binding in Enumerable.Reverse(chain))
            binding.Connect(new(upstreams[binding], downstreams[binding], lockstepOf.GetValueOrDefault(binding)));
        Align();
        return [.. chain.Where(b => upstreams[b].Count > 0 || downstreams[b].Length > 0)];

        void Append(RunningBinding binding)
        {
            chain.Add(binding);
            foreach (var downstream in downstreams[binding].Where(d => !chain.Contains(d) && upstreams[d].All(chain.Contains)))
                Append(downstream);
        }
    }

    private List<RunningBinding> UpstreamsOf(RunningBinding binding)
    {
        var names = new[] { binding.Config.Trigger.Upstream, binding.Config.Join?.With };
        return [.. names.OfType<string>().Distinct().Select(Find).OfType<RunningBinding>()];
    }
}
