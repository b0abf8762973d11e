using EventEdge.Contracts.Events;

namespace EventEdge.FunctionDispatcher.Decoders;

/// <summary>
/// Bytes to events. A message may hold none, one or many; they are read one by one, in the order of the message, and an event's number in
/// it is its identity. One message at a time, by one thread. Must not throw.
/// </summary>
public interface IEventDecoder
{
    /// <summary>
    /// Reads the next event of a message and fills its payload fields. Slots that are set (topic captures) are left alone. The same bytes
    /// give the same events, however often they are read: a replay depends on it. A message is taken as a whole: where it turns out to be
    /// broken, the events before are given up with it, in one dead letter.
    /// </summary>
    /// <param name="payload">The whole message, the same in each call for it.</param>
    /// <param name="position">Where to go on: 0 begins a message; what else it means is the decoder's own affair, such as an offset in
    /// bytes.</param>
    /// <param name="target">The event, without payload fields.</param>
    /// <param name="error">What is wrong, in one sentence, with the byte offset where that is known; null unless the message is <see
    /// cref="DecodeStep.Broken"/>.</param>
    DecodeStep Read(ReadOnlySpan<byte> payload, ref int position, EdgeEvent target, out string? error);
}

/// <summary>How far reading a message has come.</summary>
public enum DecodeStep
{
    /// <summary>The message is not what the decoder reads: what is left of it gives no event.</summary>
    Broken,

    /// <summary>The message is at its end, and <c>target</c> holds no event.</summary>
    End,

    /// <summary><c>target</c> holds an event, the last of the message.</summary>
    Last,

    /// <summary><c>target</c> holds an event, and there may be another.</summary>
    More,
}
