using System.Diagnostics.CodeAnalysis;
using System.Net.Mime;
using EventEdge.Contracts.Bus;
using MassTransit;
using MassTransit.Serialization;

namespace EventEdge.CloudIngest.Consumers;

/// <summary>
/// Hands a message's bytes to the consumer as they are, whoever sent them: the frame is plain JSON, not MassTransit's envelope, and the
/// consumer reads it so that one that cannot be read becomes a dead letter of ours with a reason.
/// </summary>
internal sealed class FrameDeserializer : IMessageDeserializer, ISerializerFactory
{
    private static readonly ContentType Json = new(BusNames.ContentType);

    /// <inheritdoc />
    public ContentType ContentType => Json;

    /// <inheritdoc />
    public IMessageDeserializer CreateDeserializer() => this;

    /// <inheritdoc />
    public IMessageSerializer CreateSerializer() => SystemTextJsonMessageSerializer.Instance;

    /// <inheritdoc />
    public void Probe(ProbeContext context) => context.CreateScope("eventedge-frame");

    /// <inheritdoc />
    public ConsumeContext Deserialize(ReceiveContext receiveContext) =>
        new BodyConsumeContext(receiveContext, Deserialize(receiveContext.Body, receiveContext.TransportHeaders, receiveContext.InputAddress));

    /// <inheritdoc />
    public SerializerContext Deserialize(MessageBody body, Headers headers, Uri? destinationAddress = null) =>
        new FrameContext(body, new RawMessageContext(headers, destinationAddress, RawSerializerOptions.AnyMessageType));

    /// <inheritdoc />
    public MessageBody GetMessageBody(string text) => new StringMessageBody(text);

    private sealed class FrameContext(MessageBody body, MessageContext message)
        : BaseSerializerContext(SystemTextJsonMessageSerializer.Instance, message, [MessageUrn.ForTypeString<EncodedFrame>()])
    {
        public override bool IsSupportedMessageType<T>() => typeof(T) == typeof(EncodedFrame);

        public override bool IsSupportedMessageType(Type messageType) => messageType == typeof(EncodedFrame);

        public override bool TryGetMessage<T>([NotNullWhen(true)] out T? message)
            where T : class
        {
            message = typeof(T) == typeof(EncodedFrame) ? (T)(object)new EncodedFrame { Body = body.GetBytes() } : null;
            return message is not null;
        }

        public override bool TryGetMessage(Type messageType, [NotNullWhen(true)] out object? message)
        {
            message = messageType == typeof(EncodedFrame) ? new EncodedFrame { Body = body.GetBytes() } : null;
            return message is not null;
        }

        public override IMessageSerializer GetMessageSerializer() => SystemTextJsonMessageSerializer.Instance;

        public override IMessageSerializer GetMessageSerializer<T>(MessageEnvelope envelope, T message) => GetMessageSerializer();

        public override IMessageSerializer GetMessageSerializer(object message, string[] messageTypes) => GetMessageSerializer();

        public override Dictionary<string, object> ToDictionary<T>(T? message)
            where T : class => [];
    }
}
