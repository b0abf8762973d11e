using System.Buffers.Binary;
using System.Globalization;
using System.Text;

namespace EventEdge.LoadGenerator;

/// <summary>
/// Pre-encoded PUBLISH packets of one client, back to back, one for each of its keys and as many rounds as fill the block; the
/// packet identifiers are the only bytes that change from one sending to the next.
/// </summary>
internal sealed class PacketBlock
{
    private const int TargetBytes = 32 << 10;

    private readonly int[] _ends;
    private readonly int[] _idOffsets;
    private readonly byte[] _bytes;

    private PacketBlock(byte[] bytes, int[] ends, int[] idOffsets) => (_bytes, _ends, _idOffsets) = (bytes, ends, idOffsets);

    /// <summary>Packets in the block.</summary>
    public int Count => _ends.Length;

    public static PacketBlock Create(LoadOptions options, int client)
    {
        var keys = Enumerable.Range(0, options.Keys).Where(key => key % options.Clients == client).ToArray();
        var bytes = new MemoryStream();
        List<int> ends = [], idOffsets = [];
        for (var n = 0; n < keys.Length || bytes.Length < TargetBytes; n++)
        {
            var key = keys[n % keys.Length].ToString(CultureInfo.InvariantCulture);
            idOffsets.Add(Append(bytes, options.TopicPattern.Replace("{i}", key, StringComparison.Ordinal), Payload(key, n), options.Qos));
            ends.Add((int)bytes.Length);
        }

        return new PacketBlock(bytes.ToArray(), [.. ends], [.. idOffsets]);
    }

    /// <summary>Bytes of <paramref name="count"/> packets from the one at <paramref name="first"/>, numbered when QoS 1.</summary>
    public ReadOnlyMemory<byte> Slice(int first, int count, ref ushort packetId)
    {
        for (var at = first; at < first + count && _idOffsets[at] > 0; at++)
        {
            if (++packetId == 0) packetId = 1;
            BinaryPrimitives.WriteUInt16BigEndian(_bytes.AsSpan(_idOffsets[at]), packetId);
        }

        var start = first == 0 ? 0 : _ends[first - 1];
        return _bytes.AsMemory(start, _ends[first + count - 1] - start);
    }

    /// <summary>CONNECT, MQTT 3.1.1, clean session, no keep-alive.</summary>
    public static byte[] Connect(string clientId)
    {
        byte[] id = Encoding.UTF8.GetBytes(clientId);
        return [0x10, (byte)(12 + id.Length), 0, 4, (byte)'M', (byte)'Q', (byte)'T', (byte)'T', 4, 2, 0, 0, 0, (byte)id.Length, .. id];
    }

    private static byte[] Payload(string key, int n) =>
        Encoding.UTF8.GetBytes(string.Create(CultureInfo.InvariantCulture, $$"""{"device":"d{{key}}","ts":1700000000000,"temperature":{{20 + (n % 600 / 10.0)}},"humidity":{{40 + (n % 20)}}}"""));

    private static int Append(MemoryStream target, string topic, byte[] payload, int qos)
    {
        var name = Encoding.UTF8.GetBytes(topic);
        var length = 2 + name.Length + (qos > 0 ? 2 : 0) + payload.Length;
        target.WriteByte((byte)(0x30 | (qos << 1)));
        for (; length > 127; length >>= 7) target.WriteByte((byte)(length | 0x80));
        target.WriteByte((byte)length);
        target.Write([(byte)(name.Length >> 8), (byte)name.Length]);
        target.Write(name);
        var idOffset = qos > 0 ? (int)target.Length : 0;
        if (qos > 0) target.Write([0, 0]);
        target.Write(payload);
        return idOffset;
    }
}
