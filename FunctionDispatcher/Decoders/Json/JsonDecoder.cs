using EventEdge.Contracts.Events;
using EventEdge.FunctionDispatcher.Components;
using EventEdge.FunctionDispatcher.Configuration;

namespace EventEdge.FunctionDispatcher.Decoders.Json;

/// <summary>Messages that are JSON: one object, an array of them, or one on each line.</summary>
public sealed class JsonDecoder : IDecoder
{
    /// <inheritdoc />
    public string Name => "json";

    /// <inheritdoc />
    public Type ConfigType => typeof(JsonDecoderConfig);

    /// <inheritdoc />
    public void Check(ConfigCheck check)
    {
        if (check.Binding.Decode is JsonDecoderConfig { Each: { } each, Lines: true } config)
            check.Report(config, nameof(config.Lines), $"lines true and each {each} exclude each other: an event is a line or an element");
    }

    /// <inheritdoc />
    public IEventDecoder Create(DecoderConfig? config, EventLayout layout, bool keepsAll)
    {
        var limit = config?.PayloadLimit ?? JsonEventDecoder.DefaultPayloadLimit;
        return config switch
        {
            JsonDecoderConfig { Each: { } each } => new JsonEachDecoder(layout, keepsAll, each, limit),
            JsonDecoderConfig { Lines: true } => new JsonLinesDecoder(layout, keepsAll, limit),
            _ => new JsonEventDecoder(layout, keepsAll, limit),
        };
    }
}
