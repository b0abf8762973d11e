using EventEdge.Contracts.Events;
using EventEdge.Contracts.Functions;
using EventEdge.Contracts.Measurements;
using EventEdge.FunctionDispatcher.Observation;
using EventEdge.FunctionDispatcher.Outputs;

namespace EventEdge.FunctionDispatcher.Explanation.Examples;

/// <summary>An event, a window or a result that came to its end.</summary>
public sealed record OutcomeExample
{
    /// <summary>The binding at its version; null for a message that no binding wanted.</summary>
    public BindingIdentity? Binding { get; init; }

    /// <summary>The stage.</summary>
    public required Stage Stage { get; init; }

    /// <summary>What it said, and why.</summary>
    public required StageResult Result { get; init; }

    /// <summary>Recorded time when it ended.</summary>
    public required DateTimeOffset At { get; init; }

    /// <summary>The topic of its message; empty for a window.</summary>
    public string Topic { get; init; } = string.Empty;

    /// <summary>The bytes of its message; cut where <see cref="IsCut"/>, empty for a window.</summary>
    public ReadOnlyMemory<byte> Payload { get; init; }

    /// <summary>What the message says about itself in MQTT 5.</summary>
    public MessageProperties Properties { get; init; } = MessageProperties.None;

    /// <summary>Whether the message was longer than what is kept.</summary>
    public bool IsCut { get; init; }

    /// <summary>When its message was received; of a window, when it fired.</summary>
    public DateTimeOffset ReceivedAt { get; init; }

    /// <summary>Event time, as far as it was known at the stage.</summary>
    public DateTimeOffset Time { get; init; }

    /// <summary>Which event of its message it is, from 0.</summary>
    public int Index { get; init; }

    /// <summary>Its position in the journal; 0 where it has none.</summary>
    public long Sequence { get; init; }

    /// <summary>The window; null for an event.</summary>
    public WindowBounds? Window { get; init; }

    /// <summary>The result; null where it is none.</summary>
    public Point? Point { get; init; }

    /// <summary>Its message as it can be explained; null where there is none, or not all of it is kept.</summary>
    public TriedMessage? Message => Topic.Length > 0 && !IsCut ? new(Topic, Payload, ReceivedAt) { Properties = Properties } : null;
}
