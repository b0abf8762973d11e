using EventEdge.Contracts.Events;

namespace EventEdge.FunctionDispatcher.Pipeline;

/// <summary>A message as received, before any binding has looked at it.</summary>
/// <param name="Topic">The topic it came on.</param>
/// <param name="Payload">Its bytes; valid only during the call that hands it over.</param>
/// <param name="ReceivedAt">When the edge took it, as journalled.</param>
/// <param name="Sequence">Its position in the journal; 0 when it was not journalled.</param>
public readonly record struct InboundMessage(string Topic, ReadOnlyMemory<byte> Payload, DateTimeOffset ReceivedAt, long Sequence)
{
    /// <summary>The <c>traceparent</c> of the last step it went through; null for a message that is not sampled.</summary>
    public string? Trace { get; init; }

    /// <summary>What it says about itself in MQTT 5; null for nothing. Its bytes live as long as it does.</summary>
    public MessageProperties? Properties { get; init; }

    /// <summary>The QoS it came with, 0 to 2.</summary>
    public byte Qos { get; init; }

    /// <summary>The RETAIN flag it came with.</summary>
    public bool Retain { get; init; }

    /// <summary>Of a result of another binding, what it is a revision of; else 0.</summary>
    internal ulong Subject { get; init; }

    /// <summary>Which revision it is.</summary>
    internal int Revision { get; init; }

    /// <summary>Whom a dead letter that is tried again is for; null for a message that is for every binding that wants it.</summary>
    public RetryTarget? Target { get; init; }
}

/// <summary>For whom a dead letter is tried again: others have taken the message the first time.</summary>
/// <param name="Binding">The name of the binding that gave it up, at whatever version.</param>
/// <param name="Event">Which event of the message it gave up, from 0; null for the whole message.</param>
public sealed record RetryTarget(string Binding, int? Event)
{
    /// <summary>Whether a binding is meant.</summary>
    public bool Is(string binding) => Binding == binding;
}
