using System.Buffers.Binary;

namespace EventEdge.FunctionDispatcher.Decoders.Wire;

/// <summary>
/// Fields of a message in the wire format of Protocol Buffers, one after the other. Never throws and never looks behind its bytes: a method
/// that gives false leaves the reader somewhere, and the message is broken there.
/// </summary>
internal ref struct WireReader(ReadOnlySpan<byte> bytes, int start = 0)
{
    // Groups inside groups that are passed over.
    private const int GroupLimit = 32;

    private readonly ReadOnlySpan<byte> _bytes = bytes;
    private int _position;

    public readonly bool IsAtEnd => _position == _bytes.Length;

    /// <summary>Where the reader is, in the bytes of the whole payload.</summary>
    public readonly int Place => start + _position;

    /// <summary>Reads the number and the length of the next field.</summary>
    public bool TryReadTag(out int field, out WireType type)
    {
        (field, type) = (0, default);
        if (!TryReadVarint(out var tag) || tag > uint.MaxValue) return false;
        field = (int)(tag >> 3);
        type = (WireType)(tag & 7);
        return field > 0 && type <= WireType.Fixed32;
    }

    public bool TryReadVarint(out ulong value)
    {
        value = 0;
        for (var shift = 0; shift < 70; shift += 7)
        {
            if (_position >= _bytes.Length) return false;
            var one = _bytes[_position++];
            // The tenth byte holds one bit.
            if (shift == 63 && one > 1) return false;
            value |= (ulong)(one & 127) << shift;
            if (one < 128) return true;
        }

        return false;
    }

    public bool TryReadFixed32(out uint value)
    {
        var fits = _bytes.Length - _position >= 4;
        value = fits ? BinaryPrimitives.ReadUInt32LittleEndian(_bytes[_position..]) : 0;
        if (fits) _position += 4;
        return fits;
    }

    public bool TryReadFixed64(out ulong value)
    {
        var fits = _bytes.Length - _position >= 8;
        value = fits ? BinaryPrimitives.ReadUInt64LittleEndian(_bytes[_position..]) : 0;
        if (fits) _position += 8;
        return fits;
    }

    /// <summary>Reads a length and as many bytes.</summary>
    public bool TryReadBytes(out ReadOnlySpan<byte> content)
    {
        content = default;
        if (!TryReadVarint(out var length) || length > (ulong)(_bytes.Length - _position)) return false;
        content = _bytes.Slice(_position, (int)length);
        _position += (int)length;
        return true;
    }

    /// <summary>Reads a number of any length but bytes, as its bits.</summary>
    public bool TryReadBits(WireType type, out ulong bits)
    {
        bits = 0;
        switch (type)
        {
            case WireType.Varint: return TryReadVarint(out bits);
            case WireType.Fixed64: return TryReadFixed64(out bits);
            case WireType.Fixed32:
                var fits = TryReadFixed32(out var word);
                bits = word;
                return fits;
            default: return false;
        }
    }

    /// <summary>Passes over a field.</summary>
    public bool TrySkip(int field, WireType type) => TrySkip(field, type, 0);

    private bool TrySkip(int field, WireType type, int depth)
    {
        if (type == WireType.Bytes) return TryReadBytes(out _);
        if (type != WireType.Group) return TryReadBits(type, out _);
        if (depth >= GroupLimit) return false;
        while (TryReadTag(out var inner, out var innerType))
        {
            if (innerType == WireType.EndGroup) return inner == field;
            if (!TrySkip(inner, innerType, depth + 1)) return false;
        }

        return false;
    }
}
