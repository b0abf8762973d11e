using EventEdge.Contracts.Events;
using EventEdge.FunctionDispatcher.Configuration;
using EventEdge.FunctionDispatcher.Decoders;
using EventEdge.FunctionDispatcher.Decoders.Json;

namespace EventEdge.FunctionDispatcher.Tests.Pipeline;

/// <summary>A decoder of these tests alone: each line of a message is a JSON object and an event; no line, no event.</summary>
internal sealed record LinesConfig : DecoderConfig
{
    public override string Name => "lines";
}

internal sealed class LinesDecoder : IDecoder
{
    public static readonly EventEdgeComponents Components = EventEdgeComponents.Default.Add(new LinesDecoder());

    public string Name => "lines";

    public Type ConfigType => typeof(LinesConfig);

    public IEventDecoder Create(DecoderConfig? config, EventLayout layout, bool keepsAll) => new Lines(new(layout, keepsAll));

    private sealed class Lines(JsonEventDecoder json) : IEventDecoder
    {
        public DecodeStep Read(ReadOnlySpan<byte> payload, ref int position, EdgeEvent target, out string? error)
        {
            error = null;
            if (position >= payload.Length) return DecodeStep.End;
            var rest = payload[position..];
            var end = rest.IndexOf((byte)'\n');
            var line = end < 0 ? rest : rest[..end];
            position = end < 0 ? payload.Length : position + end + 1;
            return json.TryDecode(line, target, out error) ? DecodeStep.More : DecodeStep.Broken;
        }
    }
}
