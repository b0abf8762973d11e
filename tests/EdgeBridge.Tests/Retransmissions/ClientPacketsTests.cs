using CsCheck;
using EventEdge.EdgeBridge.Mqtt;
using EventEdge.EdgeBridge.Retransmissions;

namespace EventEdge.EdgeBridge.Tests.Retransmissions;

public sealed class ClientPacketsTests
{
    [Fact]
    public void A_message_is_found_by_identifier_and_content()
    {
        var packets = With(7, 8, 9);

        Assert.Equal(2, packets.Find(8, 8));
        Assert.Equal(0, packets.Find(8, 9));
        Assert.Equal(0, packets.Find(10, 8));
    }

    [Fact]
    public void An_identifier_used_anew_proves_what_was_acknowledged_up_to_it()
    {
        var packets = With(1, 2, 3);

        packets.Add(2, 22, 4);

        Assert.Equal([(3, 3), (2, 4)], packets.All.Select(p => ((int)p.Id, p.Sequence)));
    }

    [Fact]
    public void The_same_value_sent_again_under_the_same_identifier_stands_for_the_newer_message()
    {
        var packets = new ClientPackets();

        for (var sequence = 1; sequence <= 1000; sequence++) packets.Add(1, 21, sequence);

        Assert.Equal((1000, 1), (packets.Find(1, 21), packets.Count));
    }

    [Fact]
    public void As_many_messages_are_kept_as_a_client_may_have_unacknowledged()
    {
        var packets = new ClientPackets();

        for (var id = 1; id <= ushort.MaxValue; id++) packets.Add((ushort)id, (ulong)id, id);

        Assert.Equal(ClientPackets.PacketLimit, packets.Count);
        Assert.Equal(ClientPackets.PacketLimit, new EmbeddedBrokerOptions { Node = "n" }.InFlightLimit);
        Assert.InRange(packets.Bytes, 0, 64 * 1024);
        Assert.Equal(ushort.MaxValue, packets.Find(ushort.MaxValue, ushort.MaxValue));
        Assert.Equal(0, packets.Find(ushort.MaxValue - ClientPackets.PacketLimit, ushort.MaxValue - ClientPackets.PacketLimit));
    }

    [Fact]
    public void Growing_tells_how_much()
    {
        var packets = new ClientPackets();
        var bytes = packets.Bytes;

        for (var id = 1; id <= 3000; id++) bytes += packets.Add((ushort)id, 0, id);

        Assert.Equal(packets.Bytes, bytes);
    }

    [Fact]
    public void It_answers_as_a_plain_list_would() =>
        Gen.Select(Gen.UShort[1, 40], Gen.ULong[0, 2]).Array[0, 200].Sample(steps =>
        {
            var packets = new ClientPackets();
            List<(ushort Id, UInt128 Digest, long Sequence)> list = [];
            long sequence = 0;
            foreach (var (id, digest) in steps)
            {
                packets.Add(id, digest, ++sequence);
                list.RemoveRange(0, list.FindIndex(p => p.Id == id) + 1);
                list.Add((id, digest, sequence));
                Assert.Equal(list, packets.All);
                Assert.All(list, p => Assert.Equal(p.Sequence, packets.Find(p.Id, p.Digest)));
            }
        });

    private static ClientPackets With(params ushort[] ids)
    {
        var packets = new ClientPackets();
        for (var i = 0; i < ids.Length; i++) packets.Add(ids[i], ids[i], i + 1);
        return packets;
    }
}
