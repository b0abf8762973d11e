using EventEdge.Contracts.Events;
using EventEdge.FunctionDispatcher.Configuration;
using EventEdge.FunctionDispatcher.Decoders.Items;

namespace EventEdge.FunctionDispatcher.Decoders.MessagePack;

/// <summary>Messages in MessagePack.</summary>
public sealed class MessagePackDecoder : IDecoder
{
    /// <inheritdoc />
    public string Name => "messagepack";

    /// <inheritdoc />
    public Type ConfigType => typeof(MessagePackDecoderConfig);

    /// <inheritdoc />
    public IEventDecoder Create(DecoderConfig? config, EventLayout layout, bool keepsAll) =>
        ItemEventDecoder<MessagePackFormat>.Of(layout, keepsAll, ((MessagePackDecoderConfig)config!).Each, config.PayloadLimit);
}
