using EventEdge.Contracts.Events;
using EventEdge.Contracts.Functions;
using EventEdge.Contracts.Measurements;
using EventEdge.FunctionDispatcher.Emission;
using EventEdge.FunctionDispatcher.Observation;
using EventEdge.FunctionDispatcher.Outputs;
using EventEdge.FunctionDispatcher.Runtimes.Pools;

namespace EventEdge.FunctionDispatcher.Calls;

/// <summary>
/// The dispatch loop's side of a function outside the process: decides on calls, and turns their ends into results. Deterministic, given
/// the ends in recorded order.
/// </summary>
internal sealed class OutOfProcessCalls(PendingCalls pending, CallInput inputs, ICaller caller, BindingEmitter emitter) : IDisposable
{
    private readonly List<Measurement> _results = [];

    public bool IsFull => pending.IsFull;

    /// <summary>What the function's instances do and cost.</summary>
    public FunctionUsage? Usage => caller.Usage;

    /// <inheritdoc cref="ICaller.Trouble"/>
    public string? Trouble => caller.Trouble;

    /// <summary>Calls under way.</summary>
    public int Count => pending.Count;

    /// <summary>Events whose call is under way.</summary>
    public int EventsInFlight => pending.Events;

    /// <summary>Decides on a call for an event.</summary>
    public void Begin(EdgeEvent input)
    {
        var kept = input.Detach();
        kept.Payload = emitter.PayloadOf(input);
        kept.Properties = input.Properties;
        var id = pending.NextId(input.Sequence);
        pending.Add(new() { Id = id, Input = inputs.Of(id, input), Event = kept, DecidedAt = input.ReceivedAt });
    }

    /// <summary>Decides on a call for a window.</summary>
    public void Begin(WindowBounds window, IReadOnlyList<EdgeEvent> events, DateTimeOffset now, long sequence)
    {
        var id = pending.NextId(sequence);
        pending.Add(new() { Id = id, Input = inputs.Of(id, window, events), Window = window, DecidedAt = now });
        emitter.Invoking(window, sequence);
    }

    /// <summary>Replay is over: calls are made from now on.</summary>
    public void Start() => pending.Start();

    /// <summary>
    /// A call has ended. What its function's stage says to the event; null for a window, and for a call that is not under way.
    /// </summary>
    /// <param name="completion">Its end.</param>
    /// <param name="sequence">The journal position of that; 0 when it was not journalled.</param>
    /// <param name="input">The event it was about; null for a window.</param>
    public StageResult? End(CallCompletion completion, long sequence, out EdgeEvent? input)
    {
        input = null;
        if (pending.Take(completion.Call) is not { } call) return null;
        input = call.Event;
        var failure = completion.Failure;
        _results.Clear();
        if (failure is null && !CallAnswer.TryRead(completion.Answer, _results, out var problem)) failure = problem.Sentence;
        if (call.Window is { } window) EndOf(window, failure, call, sequence);
        if (call.Event is null) return null;
        if (failure is not null) return StageResult.Rejected(FailureStage.Invoke, failure);
        foreach (var result in _results) emitter.Emit(result, call.Event);
        return StageResult.Passed;
    }

    /// <summary>The ends of every call under way, oldest first, as failed for a reason that is not the function's.</summary>
    public IReadOnlyList<CallCompletion> GiveUp(BindingIdentity binding, string reason) =>
        [.. pending.Ids.Select(id => new CallCompletion(binding, id, default, reason))];

    public void Save(BinaryWriter writer) => pending.Save(writer);

    public void Load(BinaryReader reader) => pending.Load(reader);

    /// <summary>Stops making calls. Those under way are made again where their state is loaded.</summary>
    public void Dispose() => caller.Dispose();

    private void EndOf(WindowBounds window, string? failure, PendingCall call, long sequence)
    {
        // The position of its end tells a window's dead letter from those of other windows that fired with it.
        if (failure is not null) emitter.Reject(failure, window, call.DecidedAt, sequence);
        else emitter.Invoked(window, sequence);
        foreach (var result in _results) emitter.Emit(result, window, null, call.DecidedAt, sequence);
    }
}
