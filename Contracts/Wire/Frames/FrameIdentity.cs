using System.Buffers.Binary;
using System.Text;
using EventEdge.Contracts.Hashing;

namespace EventEdge.Contracts.Frames;

/// <summary>The identifier of a frame's message: the same records have the same identifier however often they are sent.</summary>
public static class FrameIdentity
{
    // Fixed keys: every node and every version derives the same identifier. A digest such as SHA-256 would load OpenSSL, 5 MB of an idle
    // node, for a name that nobody has a reason to forge: a node forges but its own.
    private static readonly HashKey FirstHalf = new(0x6672616d652d6964, 1);

    private static readonly HashKey SecondHalf = new(0x6672616d652d6964, 2);

    /// <summary>Identifier derived from node, epoch, class and the two sequences.</summary>
    public static Guid MessageIdOf(MeasurementFrame frame)
    {
        var node = Encoding.UTF8.GetBytes(frame.Node);
        Span<byte> source = new byte[16 + 1 + 8 + 8 + node.Length];
        frame.Epoch.TryWriteBytes(source);
        source[16] = (byte)frame.Class;
        BinaryPrimitives.WriteInt64BigEndian(source[17..], frame.FirstSequence);
        BinaryPrimitives.WriteInt64BigEndian(source[25..], frame.LastSequence);
        node.CopyTo(source[33..]);
        Span<byte> hash = stackalloc byte[16];
        BinaryPrimitives.WriteUInt64BigEndian(hash, SipHash.Of(FirstHalf, source));
        BinaryPrimitives.WriteUInt64BigEndian(hash[8..], SipHash.Of(SecondHalf, source));
        return new Guid(hash);
    }
}
