using EventEdge.Contracts.Events;
using EventEdge.FunctionDispatcher.Configuration;

namespace EventEdge.FunctionDispatcher.Decoders.CloudEvents;

/// <summary>Messages that are CloudEvents in JSON.</summary>
public sealed class CloudEventsDecoder : IDecoder
{
    /// <inheritdoc />
    public string Name => "cloudevents";

    /// <inheritdoc />
    public Type ConfigType => typeof(CloudEventsDecoderConfig);

    /// <inheritdoc />
    public IEventDecoder Create(DecoderConfig? config, EventLayout layout, bool keepsAll) =>
        new CloudEventsEventDecoder((CloudEventsDecoderConfig)config!, layout, keepsAll);
}
