using EventEdge.Contracts.Events;
using EventEdge.FunctionDispatcher.Configuration;

namespace EventEdge.FunctionDispatcher.Decoders.Senml;

/// <summary>Messages that are SenML packs (RFC 8428).</summary>
public sealed class SenmlDecoder : IDecoder
{
    /// <inheritdoc />
    public string Name => "senml";

    /// <inheritdoc />
    public Type ConfigType => typeof(SenmlDecoderConfig);

    /// <inheritdoc />
    public IEventDecoder Create(DecoderConfig? config, EventLayout layout, bool keepsAll) =>
        new SenmlEventDecoder((SenmlDecoderConfig)config!, layout);
}
