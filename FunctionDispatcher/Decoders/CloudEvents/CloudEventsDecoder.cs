using EventEdge.Contracts.Events;
using EventEdge.FunctionDispatcher.Configuration;
using EventEdge.FunctionDispatcher.Decoders.Items;

namespace EventEdge.FunctionDispatcher.Decoders.CloudEvents;

/// <summary>Messages that are CloudEvents in JSON.</summary>
public sealed class CloudEventsDecoder : IDecoder
{
    /// <inheritdoc />
    public string Name => "cloudevents";

    /// <inheritdoc />
    public Type ConfigType => typeof(CloudEventsDecoderConfig);

    /// <inheritdoc />
    public IEventDecoder Create(DecoderConfig? config, EventLayout layout, bool keepsAll)
    {
        var settings = (CloudEventsDecoderConfig)config!;
        var decoder = new CloudEventsEventDecoder(settings, layout, keepsAll);
        return settings.Mode == CloudEventsMode.Structured ? new OneEventDecoder(decoder) : decoder;
    }
}
