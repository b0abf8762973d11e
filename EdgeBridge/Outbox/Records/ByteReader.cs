using System.Buffers.Binary;
using System.Text;

namespace EventEdge.EdgeBridge.Outbox.Records;

/// <summary>Reads what <see cref="ByteWriter"/> wrote.</summary>
internal ref struct ByteReader(ReadOnlySpan<byte> bytes)
{
    private ReadOnlySpan<byte> _rest = bytes;

    /// <summary>One byte.</summary>
    public byte Byte() => Take(1)[0];

    /// <summary>Seven bits a byte, lowest first.</summary>
    public ulong Varint()
    {
        ulong value = 0;
        for (var shift = 0; shift < 64; shift += 7)
        {
            var part = Byte();
            value |= (ulong)(part & 0x7F) << shift;
            if (part < 0x80) return value;
        }

        throw new InvalidDataException("a number of more than ten bytes");
    }

    /// <summary>
    /// A count of things that take at least a byte each, so that a broken one cannot ask for more memory than there are bytes.
    /// </summary>
    public int Count()
    {
        var count = Varint();
        return count <= (ulong)_rest.Length ? (int)count : throw new InvalidDataException($"{count} entries in {_rest.Length} bytes");
    }

    /// <summary>Eight bytes, little-endian.</summary>
    public ulong Fixed() => BinaryPrimitives.ReadUInt64LittleEndian(Take(sizeof(ulong)));

    /// <summary>Length in bytes, then UTF-8.</summary>
    public string Text() => Encoding.UTF8.GetString(Take(Count()));

    /// <summary>Length, then as many bytes.</summary>
    public ReadOnlySpan<byte> Bytes() => Take(Count());

    /// <summary>True when nothing is left.</summary>
    public readonly bool IsAtEnd => _rest.IsEmpty;

    private ReadOnlySpan<byte> Take(int bytes)
    {
        if (_rest.Length < bytes) throw new InvalidDataException("ends in the middle of a value");
        var taken = _rest[..bytes];
        _rest = _rest[bytes..];
        return taken;
    }
}
