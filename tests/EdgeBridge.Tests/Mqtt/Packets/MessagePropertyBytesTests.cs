using EventEdge.EdgeBridge.Mqtt.Packets;

namespace EventEdge.EdgeBridge.Tests.Mqtt.Packets;

/// <summary>From the properties of a packet to what bindings are told.</summary>
public sealed class MessagePropertyBytesTests
{
    private static readonly byte[] Alias = [0x23, 0, 3];
    private static readonly byte[] Type = [0x03, 0, 3, (byte)'a', (byte)'/', (byte)'b'];
    private static readonly byte[] User = [0x26, 0, 1, (byte)'n', 0, 2, (byte)'v', (byte)'w'];

    [Fact]
    public void What_only_the_connection_understands_is_not_told()
    {
        Assert.Null(MessagePropertyBytes.Of([]));
        Assert.Null(MessagePropertyBytes.Of(Alias));
        foreach (byte[] sent in (byte[][])[[.. Alias, .. Type, .. User], [.. Type, .. Alias, .. User], [.. Type, .. User, .. Alias]])
        {
            var said = MessagePropertyBytes.Of(sent)!;
            Assert.Equal(("a/b", "vw"), (said.ContentType, said.User("n")));
            Assert.Equal([.. Type, .. User], said.Bytes.ToArray());
        }
    }

    [Fact]
    public void Every_property_of_a_message_is_read()
    {
        byte[] sent = [0x01, 1, 0x02, 0, 1, 0, 0, .. Type, 0x08, 0, 1, (byte)'r', 0x09, 0, 2, 0, 255, .. User];

        var said = MessagePropertyBytes.Of(sent)!;

        Assert.Equal((true, TimeSpan.FromSeconds(65_536), "a/b", "r"), (said.IsText, said.Expiry, said.ContentType, said.ResponseTopic));
        Assert.Equal([0, 255], said.CorrelationData.ToArray());
        Assert.Equal([new("n", "vw")], said.UserProperties);
    }

    [Fact]
    public void A_message_that_says_nothing_costs_nothing()
    {
        MessagePropertyBytes.Of(Alias);
        var before = GC.GetAllocatedBytesForCurrentThread();
        for (var n = 0; n < 1000; n++) MessagePropertyBytes.Of(n % 2 == 0 ? Alias : []);
        Assert.Equal(0, GC.GetAllocatedBytesForCurrentThread() - before);
    }

    [Fact]
    public void The_expiry_of_what_was_stored_without_it_comes_back()
    {
        Assert.Null(MessagePropertyBytes.Of([], 0));
        Assert.Equal(TimeSpan.FromSeconds(7), MessagePropertyBytes.Of([], 7)!.Expiry);
        var said = MessagePropertyBytes.Of(Type, 7)!;
        Assert.Equal((TimeSpan.FromSeconds(7), "a/b"), (said.Expiry, said.ContentType));
    }

    [Fact]
    public void Cut_at_any_byte_they_end_before_the_broken_one()
    {
        byte[] sent = [.. Type, .. User];
        for (var length = 1; length < sent.Length; length++)
        {
            var said = MessagePropertyBytes.Of(sent.AsSpan(0, length))!;
            Assert.Equal(length >= Type.Length ? "a/b" : null, said.ContentType);
            Assert.Empty(said.UserProperties);
        }
    }
}
