using EventEdge.Contracts.Events;
using EventEdge.FunctionDispatcher.Configuration;
using EventEdge.FunctionDispatcher.Emission;
using EventEdge.FunctionDispatcher.Invocation;
using EventEdge.FunctionDispatcher.Repeats;

namespace EventEdge.FunctionDispatcher.Dispatch;

/// <summary>What a binding is put together from.</summary>
internal sealed record BindingParts(
    BindingConfig Config,
    BindingIdentity Identity,
    BindingCounters Counters,
    EventLayout Layout,
    EventReader Reader,
    EventReader[] WorkerReaders,
    RepeatFilter? Repeats,
    IInvocation Invocation,
    BindingEmitter Emitter,
    IDispatchOutput Output,
    DisabledBinding? Disabled,
    Action<string, int>? TellFull = null,
    Action<BindingIdentity, long>? OnTake = null);
