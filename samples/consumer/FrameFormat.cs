using System.IO.Compression;
using System.Net.Mime;
using MassTransit;
using MassTransit.Serialization;

namespace Consumer;

/// <summary>Frames are plain JSON, compressed: MassTransit's own reader of plain JSON does the rest.</summary>
public sealed class FrameFormat : ISerializerFactory, IMessageDeserializer
{
    private readonly SystemTextJsonRawMessageSerializer _json = new(RawSerializerOptions.AnyMessageType);

    /// <inheritdoc />
    public ContentType ContentType => SystemTextJsonRawMessageSerializer.JsonContentType;

    /// <inheritdoc />
    public IMessageSerializer CreateSerializer() => _json;

    /// <inheritdoc />
    public IMessageDeserializer CreateDeserializer() => this;

    /// <inheritdoc />
    public ConsumeContext Deserialize(ReceiveContext receiveContext) => new BodyConsumeContext(
        receiveContext, Deserialize(receiveContext.Body, receiveContext.TransportHeaders, receiveContext.InputAddress));

    /// <inheritdoc />
    public SerializerContext Deserialize(MessageBody body, Headers headers, Uri? destinationAddress = null) =>
        _json.Deserialize(new BytesMessageBody(Unzipped(body.GetBytes())), headers, destinationAddress);

    /// <inheritdoc />
    public MessageBody GetMessageBody(string text) => _json.GetMessageBody(text);

    /// <inheritdoc />
    public void Probe(ProbeContext context) => context.CreateScope("frame");

    private static byte[] Unzipped(byte[] body)
    {
        using var gzip = new GZipStream(new MemoryStream(body), CompressionMode.Decompress);
        using var json = new MemoryStream();
        gzip.CopyTo(json);
        return json.ToArray();
    }
}
