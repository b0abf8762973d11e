using EventEdge.Contracts.Events;
using EventEdge.FunctionDispatcher.Configuration;
using EventEdge.FunctionDispatcher.Decoders;
using EventEdge.FunctionDispatcher.Emission;
using EventEdge.FunctionDispatcher.Invocation;
using EventEdge.FunctionDispatcher.Deduplication;
using EventEdge.FunctionDispatcher.Observation;
using EventEdge.FunctionDispatcher.Outputs;
using EventEdge.FunctionDispatcher.Pipeline.Lifecycle;

namespace EventEdge.FunctionDispatcher.Pipeline;

/// <summary>What a binding is put together from.</summary>
internal sealed record BindingParts(
    BindingConfig Config,
    BindingIdentity Identity,
    BindingCounters Counters,
    EventLayout Layout,
    EventReader Reader,
    EventReader[] WorkerReaders,
    DuplicateFilter? Deduplication,
    IInvocation Invocation,
    BindingEmitter Emitter,
    IDispatchOutput Output,
    StageWatch Watch,
    DisabledBinding? Disabled,
    Action<string, int>? ReportFull = null,
    Action<BindingIdentity, long>? OnTake = null,
    IStatefulEventDecoder? StatefulDecoder = null,
    JoinedReader? Joined = null)
{
    /// <summary>What its decoder asks senders for.</summary>
    public DecoderRequests Requests { get; } = new(StatefulDecoder as IAskingDecoder, Output, Identity.Name);
}

/// <summary>What reads the results of the binding that another is joined with.</summary>
/// <param name="Topic">The topic on which they come.</param>
/// <param name="Layout">Which fields they have.</param>
/// <param name="Reader">Reads them.</param>
internal sealed record JoinedReader(string Topic, EventLayout Layout, EventReader Reader);
