using EventEdge.Contracts.Events;
using EventEdge.Contracts.Functions;
using EventEdge.Contracts.Measurements;

namespace EventEdge.FunctionDispatcher.Invocation;

/// <summary>
/// Stands before the state that a function of the user's keeps for a window: what it throws while it takes an event in is told instead of
/// ending the node's loop, and a step that hangs is noticed. Saved as the state itself.
/// </summary>
/// <param name="create">Makes the empty state.</param>
/// <param name="call">Watches the steps.</param>
/// <param name="failed">Told of a step that failed: the event, null where two states were to become one, and why.</param>
internal sealed class GuardedAccumulator(Func<IAccumulator> create, FunctionCall call, Action<EdgeEvent?, string> failed) : IAccumulator
{
    private IAccumulator? _state;

    public void Add(EdgeEvent input)
    {
        if (call.Step((this, input), static step => step.Item1.State.Add(step.input)) is { } failure) failed(input, failure);
    }

    public void Merge(IAccumulator other)
    {
        if (call.Step((this, other), static step => step.Item1.State.Merge(((GuardedAccumulator)step.other).State)) is { } failure)
            failed(null, failure);
    }

    public IEnumerable<Measurement> Result(WindowBounds window) => State.Result(window);

    public void Save(BinaryWriter writer) => State.Save(writer);

    public void Load(BinaryReader reader) => State.Load(reader);

    // Made in a guarded step, as it is the user's code as well.
    private IAccumulator State => _state ??= create();
}
