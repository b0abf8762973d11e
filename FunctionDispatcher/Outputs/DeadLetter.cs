using EventEdge.Contracts.Events;

namespace EventEdge.FunctionDispatcher.Outputs;

/// <summary>Where a message or a result was given up.</summary>
public enum FailureStage
{
    /// <summary>The payload is not what the decoder expects.</summary>
    Decode,

    /// <summary>The timestamp is missing, unreadable, before 2000 or beyond <c>future_limit</c>.</summary>
    EventTime,

    /// <summary>The event came after its window was closed for good.</summary>
    Late,

    /// <summary>The function threw or took too long.</summary>
    Invoke,

    /// <summary>The result cannot be expressed (no measurement name, a tag without a value, a topic that cannot be filled).</summary>
    Emit,

    /// <summary>The store refused the point.</summary>
    Store,

    /// <summary>The node does not take the message in: its cause has come over too many brokers.</summary>
    Receive,

    /// <summary>The event has a key that the binding does not know, and it has as many as <c>limits.keys</c> allows.</summary>
    Limit,

    /// <summary>A field cannot be read as the binding declares it.</summary>
    Fields,

    /// <summary>No row of a table belongs to the event, and the binding wants one.</summary>
    Lookup,
}

/// <summary>Something that was given up, with all that a person needs to act on it.</summary>
/// <param name="Binding">The binding.</param>
/// <param name="Stage">Where it was given up.</param>
/// <param name="Reason">Why, in one sentence.</param>
/// <param name="Topic">The topic of the message; empty for a window.</param>
/// <param name="Payload">The original bytes, up to <see cref="PayloadLimit"/>; for a window, a description of it in JSON.</param>
/// <param name="ReceivedAt">When the message was received.</param>
/// <param name="Sequence">The journal position that led here; 0 when not journalled.</param>
public sealed record DeadLetter(
    string Binding, FailureStage Stage, string Reason, string Topic, ReadOnlyMemory<byte> Payload, DateTimeOffset ReceivedAt,
    long Sequence)
{
    /// <summary>Most bytes of a payload that are kept: nothing holds more of one that waits to be given up.</summary>
    public const int PayloadLimit = 64 * 1024;

    /// <summary>
    /// Which event of the message it was, from 0; negative for a window or a result without an event, which
    /// are numbered from -1 down at their position.
    /// </summary>
    public int Index { get; init; }

    /// <summary>Whether it is the whole message, of which no event was taken.</summary>
    public bool IsWhole { get; init; }

    /// <summary>What the message says about itself: tried again, it has to be read the same way.</summary>
    public MessageProperties Properties { get; init; } = MessageProperties.None;
}
