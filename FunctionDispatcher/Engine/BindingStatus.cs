using EventEdge.FunctionDispatcher.Configuration;
using EventEdge.FunctionDispatcher.Configuration.Shapes;
using EventEdge.FunctionDispatcher.Observation;
using EventEdge.FunctionDispatcher.Outputs;
using EventEdge.FunctionDispatcher.Pipeline;
using EventEdge.FunctionDispatcher.Pipeline.Lifecycle;
using EventEdge.FunctionDispatcher.Runtimes.Pools;

namespace EventEdge.FunctionDispatcher.Engine;

/// <summary>A binding as seen from outside.</summary>
/// <param name="Identity">Name and version.</param>
/// <param name="Counters">What became of its events; live, not a copy.</param>
/// <param name="OpenWindows">Open windows.</param>
/// <param name="Durable">Whether its messages go through the journal.</param>
/// <param name="CallsUnderWay">Calls of its function outside the process that have not ended.</param>
/// <param name="Usage">What the instances of such a function do and cost; null where it runs in the dispatch loop.</param>
/// <param name="Disabled">Why it must not run; null when it may.</param>
public readonly record struct BindingStatus(
    BindingIdentity Identity, BindingCounters Counters, int OpenWindows, bool Durable, int CallsUnderWay = 0, FunctionUsage? Usage = null,
    DisabledBinding? Disabled = null)
{
    internal static BindingStatus Of(RunningBinding binding, IReadOnlyList<string> overdue) => new(
        binding.Identity,
        binding.Counters,
        binding.OpenWindows,
        binding.Progress.IsDurable,
        binding.Outside?.Count ?? 0,
        binding.Outside?.Usage,
        binding.Disabled)
    {
        Config = binding.Config,
        Lifecycle = binding.Life.Now,
        LastRun = binding.Timer?.LastRun ?? binding.LastEvent,
        NextRun = binding.Timer?.Next,
        Missed = binding.Timer?.Missed ?? 0,
        Trouble = overdue.Contains(binding.Identity.Name) ? Overdue(binding.Config.Function.Timeout) : binding.Outside?.Trouble,
    };

    /// <summary>Where it stands between its beginning and its end.</summary>
    public BindingLifecycle Lifecycle { get; init; }

    /// <summary>What was declared; null for a binding that a change has ended.</summary>
    public BindingConfig? Config { get; init; }

    /// <summary>
    /// The instant of its last tick, or of other triggers when an event last reached it since the start of the process; null before the
    /// first.
    /// </summary>
    public DateTimeOffset? LastRun { get; init; }

    /// <summary>When its timer is due; null for other triggers.</summary>
    public DateTimeOffset? NextRun { get; init; }

    /// <summary>
    /// What is wrong with its function, beyond single events: it hangs, or its calls fail one after the other. Null when nothing is.
    /// </summary>
    public string? Trouble { get; init; }

    /// <summary>Ticks left out because their time had passed.</summary>
    public long Missed { get; init; }

    // A function in the loop is asked through the watchdog: the loop itself stands still meanwhile.
    private static string Overdue(TimeSpan timeout) =>
        $"a call has been running for longer than its timeout of {Quantity.Format(timeout)}, and every binding waits for it";
}
