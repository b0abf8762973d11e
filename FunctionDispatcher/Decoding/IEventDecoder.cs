using EventEdge.Contracts.Events;

namespace EventEdge.FunctionDispatcher.Decoding;

/// <summary>Bytes to fields. One instance per binding: it knows which slots are wanted.</summary>
public interface IEventDecoder
{
    /// <summary>
    /// Fills the event's payload fields. Slots already set (topic captures) are left alone. Never throws: on false,
    /// <paramref name="error"/> says what is wrong in one sentence, with the byte offset where that is known.
    /// </summary>
    bool TryDecode(ReadOnlySpan<byte> payload, EdgeEvent target, out string? error);
}
