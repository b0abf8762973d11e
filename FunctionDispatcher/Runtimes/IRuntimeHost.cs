using EventEdge.Contracts.Functions;
using EventEdge.FunctionDispatcher.Configuration;
using EventEdge.FunctionDispatcher.Functions;
using EventEdge.FunctionDispatcher.Outputs;
using EventEdge.FunctionDispatcher.Runtimes.Pools;

namespace EventEdge.FunctionDispatcher.Runtimes;

/// <summary>
/// A runtime at work for one node. Life: functions of bindings at any time; StartCalls, once; Dispose, after the functions.
/// </summary>
internal interface IRuntimeHost : IDisposable
{
    /// <summary>Calls are made from now on.</summary>
    void StartCalls()
    {
    }
}

/// <summary>A runtime whose functions are objects in the dispatch loop.</summary>
internal interface IInProcessHost : IRuntimeHost
{
    /// <summary>
    /// Whether its functions are part of this program: they do not throw, and keep nothing that has to be saved for them.
    /// </summary>
    bool IsTrusted { get; }

    /// <summary>Whether a binding's function looks at fields that its configuration does not name.</summary>
    bool ReadsEveryField(FunctionConfig function);

    /// <summary>Makes a binding's function.</summary>
    /// <param name="binding">The binding.</param>
    /// <param name="context">What the function is told about where it runs; a trusted one needs none.</param>
    /// <exception cref="FunctionUnusableException">It cannot be used.</exception>
    InProcessFunction Load(BindingConfig binding, FunctionContext? context);
}

/// <summary>A runtime whose functions are called across a boundary, and may fail, hang or be retried there.</summary>
internal interface IOutOfProcessHost : IRuntimeHost
{
    /// <summary>Prepares a binding's function; it is disposed with the binding.</summary>
    /// <param name="binding">The binding.</param>
    /// <param name="identity">Its name and version.</param>
    /// <param name="isResumed">Whether the binding ran before: it must not be refused, its calls wait for what is missing.</param>
    /// <exception cref="FunctionUnusableException">It cannot be used.</exception>
    IFunctionPool Start(BindingConfig binding, BindingIdentity identity, bool isResumed);
}

/// <summary>A function in the dispatch loop.</summary>
/// <param name="Function">Implements one of the interfaces for functions.</param>
/// <param name="Unload">Frees its code when its binding ends; null where there is nothing to free.</param>
internal sealed record InProcessFunction(object Function, IDisposable? Unload = null);
