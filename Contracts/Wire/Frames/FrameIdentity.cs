using System.Buffers.Binary;
using System.Security.Cryptography;
using System.Text;

namespace EventEdge.Contracts.Frames;

/// <summary>The identifier of a frame's message: the same records have the same identifier however often they are sent.</summary>
public static class FrameIdentity
{
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
        Span<byte> hash = stackalloc byte[SHA256.HashSizeInBytes];
        SHA256.HashData(source, hash);
        return new Guid(hash[..16]);
    }
}
