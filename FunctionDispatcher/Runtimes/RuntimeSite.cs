using EventEdge.FunctionDispatcher.Components;
using EventEdge.FunctionDispatcher.Configuration;
using EventEdge.FunctionDispatcher.Functions;
using EventEdge.FunctionDispatcher.Runtimes.Code;
using EventEdge.FunctionDispatcher.Runtimes.Pools;
using Microsoft.Extensions.Logging;

namespace EventEdge.FunctionDispatcher.Runtimes;

/// <summary>The node that a runtime works for.</summary>
internal sealed record RuntimeSite
{
    /// <summary>The node's name.</summary>
    public required string Node { get; init; }

    /// <summary>What tells it from others on the machine, by the same name or not.</summary>
    public required string Owner { get; init; }

    /// <summary>The folder of the bindings file.</summary>
    public required string BaseDirectory { get; init; }

    /// <summary>
    /// File that is there while something of the node may be left on the machine after a kill; null where nobody has to be told.
    /// </summary>
    public string? Mark { get; init; }

    /// <summary>What processes of functions must not read; null: they may read what this process may.</summary>
    public IReadOnlyList<string>? Hidden { get; init; }

    /// <summary>The code that functions name.</summary>
    public required FunctionCode Code { get; init; }

    /// <summary>What all functions outside the process share.</summary>
    public required NodeScaling Scaling { get; init; }

    /// <summary>Every component that is known.</summary>
    public required IReadOnlyCollection<IComponent> Known { get; init; }

    /// <summary>Where time comes from.</summary>
    public required TimeProvider Time { get; init; }

    /// <summary>For what is done.</summary>
    public required ILogger Logger { get; init; }

    /// <summary>What a binding's instances have to do with the rest of the node.</summary>
    /// <exception cref="FunctionUnusableException">An instance takes more than all of them may, and the binding is new.</exception>
    public PoolContext ContextOf(BindingConfig binding, long memory, double cpus, bool isResumed) =>
        isResumed ? Scaling.ContextOfResumed(binding, memory, cpus) : Scaling.ContextOf(binding, memory, cpus);
}
