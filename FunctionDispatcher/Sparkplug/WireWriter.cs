using System.Buffers;
using System.Buffers.Binary;
using System.Text;
using EventEdge.FunctionDispatcher.Decoders.Wire;

namespace EventEdge.FunctionDispatcher.Sparkplug;

/// <summary>Fields of a message in the wire format of Protocol Buffers, one after the other.</summary>
internal readonly struct WireWriter(IBufferWriter<byte> output)
{
    public void Number(int field, ulong value)
    {
        Varint(((ulong)field << 3) | (ulong)WireType.Varint);
        Varint(value);
    }

    public void Float(int field, float value)
    {
        Varint(((ulong)field << 3) | (ulong)WireType.Fixed32);
        BinaryPrimitives.WriteSingleLittleEndian(output.GetSpan(4), value);
        output.Advance(4);
    }

    public void Double(int field, double value)
    {
        Varint(((ulong)field << 3) | (ulong)WireType.Fixed64);
        BinaryPrimitives.WriteDoubleLittleEndian(output.GetSpan(8), value);
        output.Advance(8);
    }

    public void Text(int field, string value)
    {
        var length = Encoding.UTF8.GetByteCount(value);
        Varint(((ulong)field << 3) | (ulong)WireType.Bytes);
        Varint((ulong)length);
        output.Advance(Encoding.UTF8.GetBytes(value, output.GetSpan(length)));
    }

    public void Bytes(int field, ReadOnlySpan<byte> value)
    {
        Varint(((ulong)field << 3) | (ulong)WireType.Bytes);
        Varint((ulong)value.Length);
        output.Write(value);
    }

    private void Varint(ulong value)
    {
        var bytes = output.GetSpan(10);
        var length = 0;
        for (; value > 127; value >>= 7) bytes[length++] = (byte)(value | 128);
        bytes[length++] = (byte)value;
        output.Advance(length);
    }
}
