using EventEdge.Contracts.Events;
using EventEdge.FunctionDispatcher.Configuration;

namespace EventEdge.FunctionDispatcher.Decoders.LineProtocol;

/// <summary>Messages in InfluxDB line protocol.</summary>
public sealed class LineProtocolDecoder : IDecoder
{
    /// <inheritdoc />
    public string Name => "line_protocol";

    /// <inheritdoc />
    public Type ConfigType => typeof(LineProtocolDecoderConfig);

    /// <inheritdoc />
    public IEventDecoder Create(DecoderConfig? config, EventLayout layout, bool keepsAll) =>
        new LineProtocolEventDecoder((LineProtocolDecoderConfig?)config ?? new(), layout, keepsAll);
}
