using System.Net.Mime;
using EventEdge.Contracts.Bus;
using MassTransit;

namespace EventEdge.EdgeBridge.Uplink;

/// <summary>Puts a frame's bytes on the wire as they are: compressed JSON without MassTransit's envelope, for readers in any language.</summary>
internal sealed class FrameSerializer : IMessageSerializer
{
    public static FrameSerializer Instance { get; } = new();

    /// <inheritdoc />
    public ContentType ContentType { get; } = new(BusNames.ContentType);

    /// <inheritdoc />
    public MessageBody GetMessageBody<T>(SendContext<T> context)
        where T : class => context.Message is EncodedFrame frame
            ? new BytesMessageBody(frame.Body)
            : throw new NotSupportedException($"only frames leave on the uplink, not {typeof(T).Name}");
}
