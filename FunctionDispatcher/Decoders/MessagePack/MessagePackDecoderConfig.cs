using EventEdge.FunctionDispatcher.Configuration;
using EventEdge.FunctionDispatcher.Configuration.Shapes;
using EventEdge.FunctionDispatcher.Decoders.Items;

namespace EventEdge.FunctionDispatcher.Decoders.MessagePack;

/// <summary>One MessagePack map; nested fields by <c>a.b</c>.</summary>
public sealed record MessagePackDecoderConfig : DecoderConfig
{
    /// <summary>The list whose elements are the events: <c>.</c> for the message itself, else its path. The fields beside it are
    /// kept. Default: the message is one event.</summary>
    [Form(EachPath.Form, 256)]
    public string? Each { get; init; }

    /// <inheritdoc />
    public override string Name => "messagepack";
}
