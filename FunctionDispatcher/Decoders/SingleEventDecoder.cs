using System.Diagnostics.CodeAnalysis;
using EventEdge.Contracts.Events;

namespace EventEdge.FunctionDispatcher.Decoders;

/// <summary>A decoder whose messages hold one event each.</summary>
public abstract class SingleEventDecoder : IEventDecoder
{
    /// <inheritdoc />
    public DecodeStep Read(ReadOnlySpan<byte> payload, ref int position, EdgeEvent target, out string? error) =>
        TryDecode(payload, target, out error) ? DecodeStep.Last : DecodeStep.Broken;

    /// <summary>
    /// Fills the event's payload fields. Slots already set (topic captures) are left alone. Never throws: on false, <paramref
    /// name="error"/> says what is wrong in one sentence, with the byte offset where that is known.
    /// </summary>
    public abstract bool TryDecode(ReadOnlySpan<byte> payload, EdgeEvent target, [NotNullWhen(false)] out string? error);
}
