using EventEdge.Contracts.Events;
using EventEdge.FunctionDispatcher.Components;
using EventEdge.FunctionDispatcher.Configuration;
using EventEdge.FunctionDispatcher.Decoders.Items;

namespace EventEdge.FunctionDispatcher.Decoders.CloudEvents;

/// <summary>Messages that are CloudEvents.</summary>
public sealed class CloudEventsDecoder : IDecoder
{
    /// <inheritdoc />
    public string Name => "cloudevents";

    /// <inheritdoc />
    public Type ConfigType => typeof(CloudEventsDecoderConfig);

    /// <inheritdoc />
    public void Check(ConfigCheck check)
    {
        if (check.Binding is not { Trigger.IsRequest: true, Decode: CloudEventsDecoderConfig config }) return;
        foreach (var property in (string[])[nameof(config.Mode), nameof(config.Compression)])
        {
            var message = $"'{property.ToLowerInvariant()}' is for messages: a request says itself how it holds the event";
            if (check.IsGiven(config, property)) check.ReportAtKey(config, property, message);
        }
    }

    /// <inheritdoc />
    public IEventDecoder Create(DecoderConfig? config, EventLayout layout, bool keepsAll)
    {
        var settings = (CloudEventsDecoderConfig)config!;
        var decoder = new CloudEventsEventDecoder(settings, layout, keepsAll);
        return settings.Mode == CloudEventsMode.Batch ? decoder : new OneEventDecoder(decoder);
    }
}
