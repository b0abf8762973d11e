using EventEdge.FunctionDispatcher.Configuration;
using EventEdge.FunctionDispatcher.Pipeline;
using EventEdge.FunctionDispatcher.Triggers;

namespace EventEdge.FunctionDispatcher.Engine;

/// <summary>
/// Timers and chains. Ticks that are due are journalled by the loop that drives the dispatcher, and take effect when they are read back; the
/// results of a binding reach its downstream bindings in the same step, in file order.
/// </summary>
public sealed partial class Dispatcher
{
    private BindingRuntime[] _chain = [];

    // Asked for with every turn of the loop, and most nodes have many bindings and few timers.
    private BindingTimer[] _timers = [];

    /// <summary>When the next timer is due; null when there is none.</summary>
    public DateTimeOffset? NextTimer
    {
        get
        {
            DateTimeOffset? earliest = null;
            foreach (var timer in _timers)
            {
                if (timer.Next is { } next && (earliest is null || next < earliest)) earliest = next;
            }

            return earliest;
        }
    }

    /// <summary>What the bindings in force declare, in file order.</summary>
    public IEnumerable<BindingConfig> Declared => _bindings.Values.Select(b => b.Config);

    /// <summary>The journal is read and the configuration in force: timers run from now on. Those without a past begin now.</summary>
    public void StartTimers(DateTimeOffset now)
    {
        foreach (var timer in _timers) timer.Start(now);
    }

    /// <summary>Gives every tick that is due to <paramref name="journal"/>, earliest first; one that it does not take stays due.</summary>
    /// <returns>How many were taken.</returns>
    public int TakeTicks(DateTimeOffset now, Func<TimerTick, bool> journal)
    {
        var taken = 0;
        while (Earliest(now) is var (timer, tick) && journal(tick))
        {
            timer.Taken();
            taken++;
        }

        return taken;
    }

    /// <summary>The bindings that lead to one by their results, the first of them first, and the binding itself.</summary>
    public IReadOnlyList<string> ChainTo(string name)
    {
        var chain = new List<string> { name };
        while (Find(chain[0])?.Config.Trigger.On is { } on && Find(on.Binding) is not null) chain.Insert(0, on.Binding);
        return chain;
    }

    private (BindingTimer Timer, TimerTick Tick)? Earliest(DateTimeOffset now)
    {
        (BindingTimer, TimerTick Tick)? earliest = null;
        foreach (var timer in _timers)
        {
            if (timer.Due(now) is { } tick && (earliest is not { } known || tick.Instant < known.Tick.Instant)) earliest = (timer, tick);
        }

        return earliest;
    }

    // After every step: upstream bindings before their downstream bindings, so that one pass reaches the end of each chain.
    private void Settle(DateTimeOffset at, long sequence)
    {
        foreach (var binding in _chain)
        {
            binding.Settle(sequence);
            if (binding.Downstream.Count == 0) continue;
            var results = binding.TakeResults();
            if (results.Count == 0) continue;
            foreach (var downstream in binding.Downstream) downstream.TakeUpstream(results, at, sequence);
        }
    }

    private void Connect()
    {
        var downstream = _bindings.Values.Where(b => b.HasUpstream).ToLookup(b => b.Config.Trigger.On!.Binding, StringComparer.Ordinal);
        var chain = new List<BindingRuntime>();
        foreach (var first in _bindings.Values.Where(b => !b.HasUpstream || !_bindings.ContainsKey(b.Config.Trigger.On!.Binding))) Append(first, null);
        _timers = [.. _bindings.Values.Select(b => b.Timer).OfType<BindingTimer>()];
        _chain = [.. chain.Where(b => b.HasUpstream || b.Downstream.Count > 0)];

        void Append(BindingRuntime binding, BindingRuntime? upstream)
        {
            chain.Add(binding);
            var own = downstream[binding.Identity.Name].ToArray();
            foreach (var downstream in own) Append(downstream, binding);
            binding.Connect(upstream, own);
        }
    }
}
