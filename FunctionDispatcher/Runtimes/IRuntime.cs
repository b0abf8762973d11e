using EventEdge.FunctionDispatcher.Components;
using EventEdge.FunctionDispatcher.Runtimes.Code;

namespace EventEdge.FunctionDispatcher.Runtimes;

/// <summary>
/// Where functions run. Its config record, derived from <see cref="Configuration.FunctionConfig"/>, has a key of the runtime's own name.
/// </summary>
internal interface IRuntime : IConfiguredComponent
{
    /// <summary>What reads the code that its functions name; null where they name none.</summary>
    ICodeReader? OpenCode(CodeFolder folder) => null;

    /// <summary>Opens it for one node: an <see cref="IInProcessHost"/> or an <see cref="IOutOfProcessHost"/>.</summary>
    IRuntimeHost Open(RuntimeSite site);
}
