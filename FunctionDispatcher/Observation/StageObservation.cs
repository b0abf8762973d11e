using EventEdge.Contracts.Events;
using EventEdge.Contracts.Functions;
using EventEdge.Contracts.Measurements;
using EventEdge.FunctionDispatcher.Outputs;

namespace EventEdge.FunctionDispatcher.Observation;

/// <summary>
/// One result of one stage, and what it is about. What it refers to is the dispatcher's own and is used again after the call: whoever
/// keeps an event keeps <see cref="EdgeEvent.Detach"/>, and a copy of its payload.
/// </summary>
public readonly ref struct StageObservation
{
    /// <summary>The binding; null at <see cref="Stage.Route"/>, where none wanted the message.</summary>
    public BindingIdentity? Binding { get; init; }

    /// <summary>The stage.</summary>
    public required Stage Stage { get; init; }

    /// <summary>What it said, and why.</summary>
    public required StageResult Result { get; init; }

    /// <summary>The topic of the message; empty where it is about a window.</summary>
    public string Topic { get; init; }

    /// <summary>
    /// The event, as far as it is filled in at that stage; null where it is about a window, or no binding wanted the message.
    /// </summary>
    public EdgeEvent? Event { get; init; }

    /// <summary>The window that fired; null where it is about an event.</summary>
    public WindowBounds? Window { get; init; }

    /// <summary>The result of the function; only at <see cref="Stage.Emit"/>, and null there where it could not become one.</summary>
    public Point? Point { get; init; }

    /// <summary>The position in the journal that led here; 0 where that was not journalled, or a window fired as time passed.</summary>
    public long Sequence { get; init; }

    /// <summary>Recorded time as it was told.</summary>
    public DateTimeOffset At { get; init; }
}
