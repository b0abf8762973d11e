using EventEdge.Contracts.Events;
using EventEdge.FunctionDispatcher.Configuration;

namespace EventEdge.FunctionDispatcher.Decoders.SparkplugB;

/// <summary>Messages of Sparkplug B edge nodes and devices.</summary>
public sealed class SparkplugBDecoder : IDecoder
{
    /// <inheritdoc />
    public string Name => "sparkplug_b";

    /// <inheritdoc />
    public Type ConfigType => typeof(SparkplugBDecoderConfig);

    /// <inheritdoc />
    public IEventDecoder Create(DecoderConfig? config, EventLayout layout, bool keepsAll) =>
        new SparkplugBEventDecoder((SparkplugBDecoderConfig)config!, layout);
}
