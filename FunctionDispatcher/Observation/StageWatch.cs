using EventEdge.Contracts.Events;
using EventEdge.Contracts.Functions;
using EventEdge.Contracts.Measurements;
using EventEdge.FunctionDispatcher.Outputs;

namespace EventEdge.FunctionDispatcher.Observation;

/// <summary>
/// Who watches one binding at this moment. Ask <see cref="IsOn"/> first: that nobody watches is the common case, and must cost nothing.
/// </summary>
internal sealed class StageWatch(StageObservers observers, BindingIdentity? binding) : IDisposable
{
    private StageSubscription[]? _subscriptions;

    /// <summary>The binding; null for what belongs to none.</summary>
    public BindingIdentity? Binding => binding;

    /// <summary>Whether anybody is told.</summary>
    public bool IsOn => _subscriptions is not null;

    /// <summary>A stage has decided on an event.</summary>
    public void Tell(Stage stage, StageResult result, EdgeEvent input) => Tell(new StageObservation
    {
        Binding = binding, Stage = stage, Result = result, Topic = input.Topic, Event = input, Sequence = input.Sequence,
    });

    /// <summary>A stage has decided on a window that fired.</summary>
    public void Tell(Stage stage, StageResult result, WindowBounds window, long sequence) => Tell(new StageObservation
    {
        Binding = binding, Stage = stage, Result = result, Topic = string.Empty, Window = window, Sequence = sequence,
    });

    /// <summary>A result of a function has become a point, or could not.</summary>
    public void TellEmitted(StageResult result, Point? point, EdgeEvent? input, WindowBounds? window, long sequence) =>
        Tell(new StageObservation
        {
            Binding = binding,
            Stage = Stage.Emit,
            Result = result,
            Topic = input?.Topic ?? string.Empty,
            Event = input,
            Window = window,
            Point = point,
            Sequence = sequence,
        });

    /// <summary>A message found no binding.</summary>
    public void TellUnmatched(string topic, long sequence) => Tell(new StageObservation
    {
        Stage = Stage.Route, Result = StageResult.Dropped(StageReason.NoBinding), Topic = topic, Sequence = sequence,
    });

    /// <summary>The binding is no more.</summary>
    public void Dispose() => observers.Remove(this);

    internal void Use(StageSubscription[] subscriptions) =>
        Volatile.Write(ref _subscriptions, subscriptions.Length == 0 ? null : subscriptions);

    private void Tell(in StageObservation observation)
    {
        foreach (var subscription in Volatile.Read(ref _subscriptions) ?? []) subscription.Tell(observation);
    }
}
