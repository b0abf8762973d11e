using System.Buffers;
using System.Diagnostics.CodeAnalysis;
using EventEdge.Contracts.Events;
using EventEdge.Contracts.Measurements;

namespace EventEdge.FunctionDispatcher.Formats;

/// <summary>Results to the bytes of local messages, one result a message. Used by one thread. Must not throw.</summary>
public interface IResultWriter
{
    /// <summary>
    /// Writes a result. The same result gives the same bytes: a replay depends on it. On false the result is given up with a dead letter
    /// of stage <c>emit</c>, and what was written is dropped.
    /// </summary>
    /// <param name="point">The result; its measurement is empty where it is for local subscribers alone.</param>
    /// <param name="output">Takes the bytes.</param>
    /// <param name="problem">Why it cannot be written, in one sentence; null when it was.</param>
    bool TryWrite(Point point, IBufferWriter<byte> output, [NotNullWhen(false)] out string? problem);

    /// <summary>
    /// What the message of a result says about itself in MQTT 5, where it is carried by that; asked once it was written. The same result
    /// gives the same.
    /// </summary>
    /// <param name="point">The result.</param>
    MessageProperties PropertiesOf(Point point) => MessageProperties.None;
}
