using System.Text;
using EventEdge.FunctionDispatcher.Decoders.Wire;

namespace EventEdge.FunctionDispatcher.Decoders.Protobuf;

/// <summary>The fields of one descriptor, one after the other.</summary>
internal ref struct DescriptorFields(ReadOnlySpan<byte> bytes)
{
    private WireReader _reader = new(bytes);

    /// <summary>Whether it is no message at all.</summary>
    public bool IsBroken { get; private set; }

    public int Number { get; private set; }

    public ulong Bits { get; private set; }

    public ReadOnlySpan<byte> Bytes { get; private set; }

    public readonly string Text => Encoding.UTF8.GetString(Bytes);

    /// <summary>Goes to the next field; false at the end, or where it is broken.</summary>
    public bool Next()
    {
        if (_reader.IsAtEnd) return false;
        IsBroken = !_reader.TryReadTag(out var number, out var type);
        (Number, Bits) = (number, 0);
        Bytes = default;
        if (IsBroken) return false;
        if (type == WireType.Bytes)
        {
            IsBroken = !_reader.TryReadBytes(out var content);
            Bytes = content;
        }
        else if (type == WireType.Group) IsBroken = !_reader.TrySkip(number, type);
        else
        {
            IsBroken = !_reader.TryReadBits(type, out var bits);
            Bits = bits;
        }

        return !IsBroken;
    }
}
