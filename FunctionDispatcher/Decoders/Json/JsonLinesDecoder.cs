using EventEdge.Contracts.Events;

namespace EventEdge.FunctionDispatcher.Decoders.Json;

/// <summary>An event for each line, which is one JSON object; blank lines are passed over. A position is a place in the bytes.</summary>
internal sealed class JsonLinesDecoder(EventLayout layout, bool keepAll, int payloadLimit) : IEventDecoder
{
    private readonly JsonEventDecoder _line = new(layout, keepAll, payloadLimit);

    public DecodeStep Read(ReadOnlySpan<byte> payload, ref int position, EdgeEvent target, out string? error)
    {
        error = PayloadRules.Check(ref payload, position, payloadLimit);
        if (error is not null) return DecodeStep.Broken;
        var start = position;
        if (!PayloadRules.TryTakeLine(payload, ref position, out var line)) return DecodeStep.End;
        error = _line.ReadText(line, target);
        if (error is not null)
        {
            error = $"line {PayloadRules.LineAt(payload, start, line)}: {error}";
            return DecodeStep.Broken;
        }

        return payload[position..].ContainsAnyExcept(" \t\r\n"u8) ? DecodeStep.More : DecodeStep.Last;
    }
}
