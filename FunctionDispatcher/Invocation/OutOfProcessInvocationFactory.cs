using EventEdge.Contracts.Events;
using EventEdge.Contracts.Rx.Windows;
using EventEdge.FunctionDispatcher.Calls;
using EventEdge.FunctionDispatcher.Configuration;
using EventEdge.FunctionDispatcher.Engine;
using EventEdge.FunctionDispatcher.Outputs;
using EventEdge.FunctionDispatcher.Emission;
using EventEdge.FunctionDispatcher.Runtimes;
using EventEdge.FunctionDispatcher.Runtimes.CSharp;
using EventEdge.FunctionDispatcher.Runtimes.Container;
using EventEdge.FunctionDispatcher.Runtimes.Process;
using EventEdge.FunctionDispatcher.Runtimes.Scaling;
using EventEdge.FunctionDispatcher.Runtimes.Wasm;
using Microsoft.Extensions.Logging;

namespace EventEdge.FunctionDispatcher.Invocation;

/// <summary>Puts together what calls a binding's function outside the process.</summary>
internal sealed class OutOfProcessInvocationFactory(
    DispatcherOptions options, NodeScaling scaling, CallInbox ended, ContainerEngine containers, TimeProvider time, ILogger logger)
{
    private readonly FunctionCode _code = options.Code ?? new FunctionCode(options.BaseDirectory);

    /// <summary>The invocation; null when the function runs in the dispatch loop. Resumed, a function that cannot be used is waited for.</summary>
    /// <exception cref="BindingException">The function cannot be used.</exception>
    public IInvocation? TryCreate(BindingIdentity identity, BindingConfig config, EventLayout layout, BindingEmitter emitter, bool isResumed)
    {
        if (RuntimeOf(identity, config, isResumed) is not { } runtime) return null;
        var caller = new Caller(identity, runtime, CallPolicy.Of(config.Function), ended, time, logger);
        var calls = new OutOfProcessCalls(new PendingCalls(caller, layout), new CallInput(options.Node, config), caller, emitter);
        if (config.Window is not { } window) return new OutOfProcessEventInvocation(calls);
        return new OutOfProcessWindowInvocation(
            sink => WindowOperators.Create(
                window.ToShape(), config.EventTime.ToRules(), layout, () => new EventListAccumulator(layout), sink, config.Limits.Keys),
            calls);
    }

    private IFunctionRuntime? RuntimeOf(BindingIdentity identity, BindingConfig config, bool isResumed)
    {
        try
        {
            if (config.Function.Process is { } process)
                return ProcessWorker.Pool(process, config.Name, options.BaseDirectory, time, logger, ContextOf(config, process.Memory, 1, isResumed), options.Hidden);
            if (config.Function.Container is { } container)
                return ContainerFunction.Pool(container, identity, containers, time, logger, ContextOf(config, container.Memory, container.Cpus, isResumed));
            if (config.Function.Wasm is { } wasm) return WasmOf(config, wasm, isResumed);
            return null;
        }
        catch (FunctionUnusableException error)
        {
            throw new BindingException(config.Name, error.Message, error);
        }
    }

    private IFunctionRuntime WasmOf(BindingConfig config, WasmConfig wasm, bool isResumed)
    {
        var context = ContextOf(config, wasm.Memory, 1, isResumed);
        try
        {
            return Create();
        }
        catch (FunctionUnusableException) when (isResumed)
        {
            return new LateRuntime(Create, wasm.Scale.Max);
        }

        WasmRuntime Create() => new(wasm, _code.ModuleOf(config.Function), time, context);
    }

    private PoolContext ContextOf(BindingConfig config, long memory, double cpus, bool isResumed) =>
        isResumed ? scaling.ContextOfResumed(config, memory, cpus) : scaling.ContextOf(config, memory, cpus);
}
