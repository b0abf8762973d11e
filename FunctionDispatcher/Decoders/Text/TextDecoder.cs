using EventEdge.Contracts.Events;
using EventEdge.FunctionDispatcher.Configuration;

namespace EventEdge.FunctionDispatcher.Decoders.Text;

/// <summary>Messages that are one number, truth value or text.</summary>
public sealed class TextDecoder : IDecoder
{
    /// <inheritdoc />
    public string Name => "text";

    /// <inheritdoc />
    public Type ConfigType => typeof(TextDecoderConfig);

    /// <inheritdoc />
    public IEventDecoder Create(DecoderConfig? config, EventLayout layout, bool keepsAll) => new TextEventDecoder(layout);
}
