using EventEdge.Contracts.Events;
using EventEdge.FunctionDispatcher.Calls;
using EventEdge.FunctionDispatcher.Configuration;
using EventEdge.FunctionDispatcher.Dispatch;
using EventEdge.FunctionDispatcher.Emission;
using EventEdge.FunctionDispatcher.Runtimes;
using EventEdge.FunctionDispatcher.Runtimes.Container;
using EventEdge.FunctionDispatcher.Runtimes.Process;
using EventEdge.FunctionDispatcher.Runtimes.Wasm;
using EventEdge.FunctionDispatcher.Windows;
using Microsoft.Extensions.Logging;

namespace EventEdge.FunctionDispatcher.Invocation;

/// <summary>Puts together what calls a binding's function outside the process.</summary>
internal sealed class OutsideInvocationFactory(DispatcherOptions options, CallInbox ended, ContainerEngine containers, TimeProvider time, ILogger logger)
{
    /// <summary>The invocation; null when the function runs in the dispatch loop. Resumed, a function that cannot be used is waited for.</summary>
    /// <exception cref="BindingException">The function cannot be used.</exception>
    public IInvocation? TryCreate(BindingIdentity identity, BindingConfig config, EventLayout layout, BindingEmitter emitter, bool isResumed)
    {
        if (RuntimeOf(identity, config, isResumed) is not { } runtime) return null;
        var caller = new Caller(identity, runtime, CallPolicy.Of(config.Function), ended, time, logger);
        var calls = new OutsideCalls(new PendingCalls(caller, layout), new CallInput(options.Node, config), caller, emitter);
        if (config.Window is not { } window) return new OutsideEventInvocation(calls);
        return new OutsideWindowInvocation(
            sink => WindowOperators.Create(window, config.EventTime, layout, () => new EventListAccumulator(layout), sink), calls);
    }

    private IFunctionRuntime? RuntimeOf(BindingIdentity identity, BindingConfig config, bool isResumed)
    {
        if (config.Function.Container is { } container) return ContainerFunction.Pool(container, identity, containers, time, logger);
        if (config.Function.Process is { } process) return ProcessWorker.Pool(process, config.Name, options.BaseDirectory, time, logger);
        if (config.Function.Wasm is not { } wasm) return null;
        try
        {
            return new WasmRuntime(wasm, options.BaseDirectory, time);
        }
        catch (FunctionUnusableException error)
        {
            if (isResumed) return new LateRuntime(() => new WasmRuntime(wasm, options.BaseDirectory, time), wasm.Scale.Max);
            throw new BindingException(config.Name, error.Message, error);
        }
    }
}
