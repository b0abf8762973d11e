namespace EventEdge.FunctionDispatcher.Tests.Decoding.Binary;

/// <summary>Workers share the messages of decoders that give one event each; what remembers births is read in order.</summary>
public sealed class ShareableDecoderTests
{
    [Theory]
    [InlineData("{ bytes: { layout: { v: { offset: 0, type: u8 } } } }", true)]
    [InlineData("{ bytes: { record: 1, layout: { v: { offset: 0, type: u8 } } } }", false)]
    [InlineData("cbor", true)]
    [InlineData("{ cbor: { each: . } }", false)]
    [InlineData("messagepack", true)]
    [InlineData("{ messagepack: { each: a } }", false)]
    [InlineData("cloudevents", true)]
    [InlineData("{ cloudevents: { mode: batch } }", false)]
    [InlineData("{ protobuf: { descriptor: a.pb, message: a.B } }", true)]
    [InlineData("{ protobuf: { descriptor: a.pb, message: a.B, each: c } }", false)]
    [InlineData("senml", false)]
    [InlineData("sparkplug_b", false)]
    public void One_event_a_message_is_shareable(string decode, bool isShareable) =>
        Assert.Equal(isShareable, DecoderBench.Of(decode).IsShareable);
}
