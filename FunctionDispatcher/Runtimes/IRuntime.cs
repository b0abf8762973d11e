using EventEdge.FunctionDispatcher.Components;
using EventEdge.FunctionDispatcher.Configuration;
using EventEdge.FunctionDispatcher.Runtimes.Code;

namespace EventEdge.FunctionDispatcher.Runtimes;

/// <summary>
/// Where functions run. Its config record, derived from <see cref="Configuration.FunctionConfig"/>, has a key of the runtime's own name.
/// </summary>
internal interface IRuntime : IConfiguredComponent
{
    /// <summary>Whether its functions run in the node's process, in the dispatch loop.</summary>
    bool IsInProcess => false;

    /// <summary>What reads the code that its functions name; null where they name none.</summary>
    ICodeReader? OpenCode(CodeFolder folder) => null;

    /// <summary>
    /// A function of a binding that may be called to see what it would do: it is part of this program, and does nothing but answer. Null
    /// where functions of this runtime are not.
    /// </summary>
    /// <param name="binding">The binding.</param>
    /// <param name="known">Every component that is known.</param>
    /// <exception cref="ArgumentException">Its settings do not suit it.</exception>
    object? Trial(BindingConfig binding, IReadOnlyCollection<IComponent> known) => null;

    /// <summary>Opens it for one node: an <see cref="IInProcessHost"/> or an <see cref="IOutOfProcessHost"/>.</summary>
    IRuntimeHost Open(RuntimeSite site);
}
