using EventEdge.Contracts.Events;
using EventEdge.FunctionDispatcher.Configuration;

namespace EventEdge.FunctionDispatcher.Decoders.Json;

/// <summary>Messages that are JSON objects.</summary>
public sealed class JsonDecoder : IDecoder
{
    /// <inheritdoc />
    public string Name => "json";

    /// <inheritdoc />
    public Type ConfigType => typeof(JsonDecoderConfig);

    /// <inheritdoc />
    public IEventDecoder Create(DecoderConfig? config, EventLayout layout, bool keepsAll) =>
        new JsonEventDecoder(layout, keepsAll, config?.PayloadLimit ?? JsonEventDecoder.DefaultPayloadLimit);
}
