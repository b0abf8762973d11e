using EventEdge.Contracts.Hashing;
using EventEdge.FunctionDispatcher.Observation;
using EventEdge.FunctionDispatcher.Outputs;
using EventEdge.FunctionDispatcher.Pipeline.Lifecycle;
using EventEdge.FunctionDispatcher.Runtimes.Code;
using EventEdge.FunctionDispatcher.Runtimes.Scaling;

namespace EventEdge.FunctionDispatcher.Engine;

/// <summary>How a dispatcher is deployed.</summary>
public sealed record DispatcherOptions
{
    /// <summary>Most <see cref="Workers"/>.</summary>
    public const int MostWorkers = 64;

    /// <summary>The node's name, handed to functions. Required.</summary>
    public required string Node { get; init; }

    /// <summary>
    /// What tells the node from others on the machine for ever, such as its data directory: containers that a killed node left behind are
    /// known by it. Default: <see cref="Node"/>.
    /// </summary>
    public string? Owner { get; init; }

    /// <summary>
    /// File that is there while containers of the node may be in the engine, so that the next start removes them after a kill although no
    /// binding uses containers any more. Null: only a start with such a binding does.
    /// </summary>
    public string? ContainerMark { get; init; }

    /// <summary>Folder that relative paths in the bindings file start from. Default: the current folder.</summary>
    public string BaseDirectory { get; init; } = ".";

    /// <summary>The code that bindings name. Default: read from <see cref="BaseDirectory"/>, compiled at every start.</summary>
    public FunctionCode? Code { get; init; }

    /// <summary>What bindings can choose from. Default: what comes with EventEdge.</summary>
    public EventEdgeComponents Components { get; init; } = EventEdgeComponents.Default;

    /// <summary>
    /// The node's secret for hashes that are saved with the bindings' states; it must be the same when they are loaded. Default: the
    /// process's own.
    /// </summary>
    public HashKey HashKey { get; init; } = HashKey.OfProcess;

    /// <summary>
    /// Threads that decode messages and keep windows, 1 to <see cref="MostWorkers"/>; each has its share of the keys. Results are the
    /// same for any number. Default 1.
    /// </summary>
    public int Workers { get; init; } = 1;

    /// <summary>
    /// How long a call in the node's process may run until it counts as hung. Null: for ever; it is only reported as overdue.
    /// </summary>
    public TimeSpan? HangLimit { get; init; }

    /// <summary>Told when a call counts as hung, from another thread, while the dispatcher stands still; must not throw.</summary>
    public Action<BindingIdentity>? OnHung { get; init; }

    /// <summary>
    /// Told before a binding takes something, with the journal position: what is written there outlives a process that dies of it. Costs
    /// time with every event. Not told where several workers take messages. Default: nobody.
    /// </summary>
    public Action<BindingIdentity, long>? OnTake { get; init; }

    /// <summary>Says which bindings must not run. Default: none.</summary>
    public Func<BindingIdentity, DisabledBinding?> Disabled { get; init; } = _ => null;

    /// <summary>
    /// Files and folders that processes of functions must not read, such as the node's data directory and its secrets. Null: they may
    /// read what this process may. Default null.
    /// </summary>
    public IReadOnlyList<string>? Hidden { get; init; }

    /// <summary>
    /// Who watches the stages of the bindings: observers may be attached before the start and at any time after. Default: nobody.
    /// </summary>
    public StageObservers Observers { get; init; } = new();

    /// <summary>What functions outside the process may use. Default: no limits, and nothing is kept for the next start.</summary>
    public ScalingOptions Scaling { get; init; } = new();
}
