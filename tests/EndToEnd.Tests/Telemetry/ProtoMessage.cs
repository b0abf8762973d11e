using System.Buffers.Binary;
using System.Text;

namespace EventEdge.EndToEnd.Tests.Telemetry;

/// <summary>A message of Protocol Buffers, read by its description alone: fields by number, nothing known of their names.</summary>
internal sealed class ProtoMessage(ReadOnlyMemory<byte> bytes)
{
    /// <summary>The messages in a field.</summary>
    public IEnumerable<ProtoMessage> Messages(int field) => Values(field).Select(value => new ProtoMessage(value));

    /// <summary>The text in a field; empty where there is none.</summary>
    public string Text(int field) => Encoding.UTF8.GetString(Bytes(field).Span);

    /// <summary>The bytes in a field as hexadecimal digits; empty where there are none.</summary>
    public string Hex(int field) => Convert.ToHexStringLower(Bytes(field).Span);

    /// <summary>The fixed number of 64 bits in a field.</summary>
    public ulong Fixed64(int field) => BinaryPrimitives.ReadUInt64LittleEndian(Bytes(field).Span);

    private ReadOnlyMemory<byte> Bytes(int field) => Values(field).LastOrDefault();

    private IEnumerable<ReadOnlyMemory<byte>> Values(int wanted)
    {
        for (var at = 0; at < bytes.Length;)
        {
            var tag = Varint(ref at);
            var length = (tag & 7) switch
            {
                0 => Varint(ref at) & 0,
                1 => 8,
                2 => Varint(ref at),
                5 => 4,
                var kind => throw new InvalidDataException($"wire type {kind} at {at}"),
            };
            if ((int)(tag >> 3) == wanted) yield return bytes.Slice(at, (int)length);
            at += (int)length;
        }
    }

    private long Varint(ref int at)
    {
        var value = 0L;
        for (var shift = 0; ; shift += 7)
        {
            var next = bytes.Span[at++];
            value |= (long)(next & 0x7f) << shift;
            if (next < 0x80) return value;
        }
    }
}
