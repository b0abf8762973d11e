using System.Diagnostics.CodeAnalysis;
using EventEdge.Contracts.Events;

namespace EventEdge.FunctionDispatcher.Decoders.Items;

/// <summary>A decoder that could give many events and is asked for one a message, so that workers may share its messages.</summary>
internal sealed class OneEventDecoder(IEventDecoder inner) : SingleEventDecoder
{
    /// <inheritdoc />
    public override bool TryDecode(ReadOnlySpan<byte> payload, EdgeEvent target, [NotNullWhen(false)] out string? error)
    {
        var position = 0;
        var step = inner.Read(payload, ref position, target, out error);
        if (step is DecodeStep.End or DecodeStep.More) error = "the message does not hold one event";
        return error is null;
    }
}
