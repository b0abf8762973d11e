using EventEdge.Contracts.Events;
using EventEdge.FunctionDispatcher.Configuration;
using EventEdge.FunctionDispatcher.Decoding;
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
    int[] CaptureSlots,
    IEventDecoder Decoder,
    Func<EdgeEvent, bool>? Where,
    RepeatFilter? Repeats,
    IInvocation Invocation,
    BindingEmitter Emitter,
    IDispatchOutput Output,
    DisabledBinding? Disabled);
