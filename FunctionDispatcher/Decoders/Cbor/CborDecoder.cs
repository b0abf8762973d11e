using EventEdge.Contracts.Events;
using EventEdge.FunctionDispatcher.Configuration;
using EventEdge.FunctionDispatcher.Decoders.Items;

namespace EventEdge.FunctionDispatcher.Decoders.Cbor;

/// <summary>Messages in CBOR (RFC 8949).</summary>
public sealed class CborDecoder : IDecoder
{
    /// <inheritdoc />
    public string Name => "cbor";

    /// <inheritdoc />
    public Type ConfigType => typeof(CborDecoderConfig);

    /// <inheritdoc />
    public IEventDecoder Create(DecoderConfig? config, EventLayout layout, bool keepsAll) =>
        ItemEventDecoder<CborFormat>.Of(layout, keepsAll, ((CborDecoderConfig)config!).Each, config.PayloadLimit);
}
