using EventEdge.Contracts.Events;
using EventEdge.Contracts.Rx.Windows.Buffers;
using EventEdge.Contracts.Rx.Windows.Kinds;
using EventEdge.FunctionDispatcher.Calls;
using EventEdge.FunctionDispatcher.Configuration;
using EventEdge.FunctionDispatcher.Emission;
using EventEdge.FunctionDispatcher.Invocation;
using EventEdge.FunctionDispatcher.Outputs;
using EventEdge.FunctionDispatcher.Runtimes.Pools;
using Microsoft.Extensions.Logging;

namespace EventEdge.FunctionDispatcher.Engine;

/// <summary>Puts together what calls a binding's function outside the process.</summary>
internal sealed class OutOfProcessInvocationFactory(string node, IFunctionPool pool, CallInbox ended, TimeProvider time, ILogger logger)
{
    /// <summary>Builds the invocation.</summary>
    public IInvocation Create(BindingIdentity identity, BindingConfig config, EventLayout layout, BindingEmitter emitter)
    {
        var caller = new Caller(identity, pool, CallPolicy.Of(config.Function), ended, time, logger);
        var calls = new OutOfProcessCalls(new PendingCalls(caller, layout), new CallInput(node, config), caller, emitter);
        if (config.Window is not { } window) return new OutOfProcessEventInvocation(calls);
        return new OutOfProcessWindowInvocation(
            sink => WindowOperators.Create(
                window.ToShape(config.TextFields), config.EventTime.ToRules(), layout, () => new EventListAccumulator(layout), sink,
                config.Limits.Keys),
            calls);
    }
}
