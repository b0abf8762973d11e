using EventEdge.FunctionDispatcher.Configuration;
using EventEdge.FunctionDispatcher.Outputs;
using EventEdge.FunctionDispatcher.Pipeline;
using EventEdge.FunctionDispatcher.Routing;
using EventEdge.FunctionDispatcher.Triggers;

namespace EventEdge.FunctionDispatcher.Engine;

/// <summary>
/// Topics to bindings to results. One caller at a time; no clock, no broker, no disk: what goes in with its recorded time decides what comes
/// out. Messages come in journal order; a position a binding has already seen is ignored, so replaying too much is harmless.
/// Life: Apply or Restore, then Dispatch and Tick, Apply again on a change, Dispose.
/// </summary>
public sealed partial class Dispatcher(BindingFactory factory) : IDisposable
{
    private Dictionary<string, BindingRuntime> _bindings = new(StringComparer.Ordinal);
    private readonly List<BindingStatus> _retired = [];
    private TopicRouter<BindingRuntime> _router = RouterOf([]);

    /// <summary>Journal position of the last message or tick seen.</summary>
    public long Position { get; private set; }

    /// <summary>Messages at least one binding wanted, those before a restart included.</summary>
    public long Matched { get; private set; }

    /// <summary>Messages no binding wanted, those before a restart included.</summary>
    public long Unmatched { get; private set; }

    /// <summary>Each binding's identity, counters and open windows.</summary>
    public IEnumerable<BindingStatus> Bindings =>
        _bindings.Values.Select(b => new BindingStatus(b.Identity, b.Counters, b.OpenWindows, b.Durable, b.CallsUnderWay, b.Usage, b.Disabled)
        {
            Config = b.Config, LastRun = b.Timer?.LastRun ?? b.LastEvent, NextRun = b.Timer?.Next, Missed = b.Timer?.Missed ?? 0, Trouble = TroubleOf(b),
        });

    /// <summary>The bindings whose oldest results make room in a full outbox, by name.</summary>
    public IEnumerable<string> DropOldest => _bindings.Values.Where(b => b.Config.Emit.WhenFull == WhenFull.DropOldest).Select(b => b.Config.Name);

    /// <summary>Bindings that a change has ended, with their last counters, until <see cref="ForgetRetired"/>.</summary>
    public IReadOnlyList<BindingStatus> Retired => _retired;

    /// <summary>The topic filters of all bindings, captures replaced by <c>+</c>, with the QoS to ask for and who asks.</summary>
    public IEnumerable<(string Filter, int Qos, string Binding)> Filters =>
        _bindings.Values.Where(b => b.Config.Trigger.Mqtt is not null)
            .Select(b => (TopicFilter.Parse(b.Config.Trigger.Mqtt!).ToMqttFilter(), b.Config.Trigger.Qos, b.Config.Name));

    /// <summary>When journalled bindings next need a tick; null when none waits.</summary>
    public DateTimeOffset? NextDurableDeadline => EarliestDeadline(durable: true);

    /// <summary>When bindings without a journal next need a tick; null when none waits.</summary>
    public DateTimeOffset? NextVolatileDeadline => EarliestDeadline(durable: false);

    /// <summary>Whether a message on this topic has to be journalled because a binding that wants it keeps durable state.</summary>
    public bool IsDurable(string topic)
    {
        foreach (var route in _router.Route(topic))
        {
            if (route.Entry.Value.Durable) return true;
        }

        return false;
    }

    /// <summary>Whether a binding on this topic waits with messages that were received before the machine's clock was ever set.</summary>
    public bool MustDate(string topic)
    {
        foreach (var route in _router.Route(topic))
        {
            if (route.Entry.Value.NeedsDate) return true;
        }

        return false;
    }

    /// <summary>The same of one binding.</summary>
    public bool NeedsDate(string name) => Find(name) is { NeedsDate: true };

    /// <summary>How far readings that are dated by their receipt are ahead of a clock that was set back: the most of all bindings.</summary>
    public TimeSpan Ahead
    {
        get
        {
            var most = TimeSpan.Zero;
            foreach (var binding in _bindings.Values) most = binding.Ahead > most ? binding.Ahead : most;
            return most;
        }
    }

    /// <summary>Takes a message through every binding that wants it.</summary>
    public void Dispatch(in InboundMessage message)
    {
        Position = Math.Max(Position, message.Sequence);
        var routes = _router.Route(message.Topic);
        CountRouted(routes.Length);
        foreach (var route in routes) route.Entry.Value.Process(message, route.Captured);
        Settle(message.ReceivedAt, message.Sequence);
    }

    /// <summary>
    /// Recorded time has reached <paramref name="at"/>. A journalled tick (<paramref name="sequence"/> above 0) is for the bindings with durable
    /// state, one without is for the others.
    /// </summary>
    public void Tick(DateTimeOffset at, long sequence)
    {
        Position = Math.Max(Position, sequence);
        foreach (var binding in _bindings.Values)
        {
            if (binding.Durable == (sequence != 0)) binding.Advance(at, sequence);
        }

        Settle(at, sequence);
    }

    /// <summary>Goes on counting where an earlier run had come to when its state was saved.</summary>
    public void CountFrom(long matched, long unmatched) => (Matched, Unmatched) = (matched, unmatched);

    /// <summary>Their counters are saved elsewhere.</summary>
    public void ForgetRetired() => _retired.Clear();

    /// <summary>State of every binding as of <see cref="Position"/>.</summary>
    /// <exception cref="IOException">A function's state cannot be saved.</exception>
    public IReadOnlyList<BindingState> Save() =>
        [.. _bindings.Values.Select(SaveOne), .. _series.IsEmpty ? (ReadOnlySpan<BindingState>)[] : [_series.Save(Position)]];

    /// <summary>
    /// Puts saved state back after <see cref="Apply"/> and before the first message. Bindings without a saved state begin at
    /// <paramref name="appliedAt"/>.
    /// </summary>
    /// <param name="states">What <see cref="Save"/> gave.</param>
    /// <param name="cursorOf">Journal position up to which a binding's results are already committed.</param>
    /// <param name="appliedAt">Journal position at which the configuration came into force.</param>
    /// <param name="lost">What of the events of bindings without a saved state is gone; null where they have missed nothing.</param>
    /// <returns>The journal position to replay from. Bindings that stand before it are behind.</returns>
    public long Restore(IEnumerable<BindingState> states, Func<BindingIdentity, long> cursorOf, long appliedAt, LostPast? lost = null)
    {
        var saved = states.ToDictionary(s => s.Binding);
        if (saved.TryGetValue(WrittenSeries.Identity, out var series)) _series.Load(series);
        foreach (var binding in _bindings.Values)
        {
            if (saved.TryGetValue(binding.Identity, out var state)) LoadOne(binding, state);
            else Begin(binding);
            binding.Cursor = cursorOf(binding.Identity);
        }

        Position = _bindings.Count == 0 ? appliedAt : _bindings.Values.Max(b => b.Position);
        foreach (var binding in _bindings.Values.Where(b => b.Position < Position)) binding.BeginLagging(binding.Position);
        return Position + 1;

        void Begin(BindingRuntime binding)
        {
            binding.BeginAt(appliedAt);
            if (lost is not null) binding.BeginWindows(_series.OriginAfter(lost));
        }
    }

    /// <summary>Tells a dispatcher without history where the journal stands.</summary>
    public void BeginAt(long position)
    {
        Position = position;
        foreach (var binding in _bindings.Values) binding.BeginAt(position);
    }

    /// <inheritdoc />
    public void Dispose()
    {
        foreach (var binding in _bindings.Values.Union((_next ?? []).Values)) binding.Dispose();
        _work?.Dispose();
        factory.Dispose();
    }

    private static TopicRouter<BindingRuntime> RouterOf(IEnumerable<BindingRuntime> bindings) =>
        new(new TopicTrie<BindingRuntime>(bindings.Select(b => KeyValuePair.Create(TriggerRoute.FilterOf(b.Config), b))));

    // A function in the loop is asked through the watchdog: the loop itself stands still meanwhile.
    private string? TroubleOf(BindingRuntime binding) => factory.Overdue.Contains(binding.Identity.Name)
        ? $"a call has been running for longer than its timeout of {Quantity.Format(binding.Config.Function.Timeout)}, and every binding waits for it"
        : binding.Trouble;

    private DateTimeOffset? EarliestDeadline(bool durable)
    {
        DateTimeOffset? earliest = null;
        foreach (var binding in _bindings.Values)
        {
            if (binding.Durable != durable || binding.NextDeadline is not { } deadline) continue;
            if (earliest is null || deadline < earliest) earliest = deadline;
        }

        return earliest;
    }

    private BindingState SaveOne(BindingRuntime binding)
    {
        // Everything up to here went past this binding, wanted or not: its replay need not look at it again.
        if (!binding.IsLagging) binding.BeginAt(Math.Max(Position, binding.Position));
        using var buffer = new MemoryStream();
        try
        {
            using var writer = new BinaryWriter(buffer);
            binding.Save(writer);
        }
        catch (Exception error) when (error is not IOException)
        {
            // The state may be a function's own; without it a restart begins earlier, which costs time and no event.
            throw new IOException($"binding {binding.Identity.Name}: its state cannot be saved: {error.GetType().Name}: {error.Message}", error);
        }

        return new BindingState(binding.Identity, binding.Position, buffer.ToArray());
    }

    private static void LoadOne(BindingRuntime binding, BindingState state)
    {
        using var reader = new BinaryReader(new MemoryStream(state.State, writable: false));
        binding.Load(reader);
    }
}
