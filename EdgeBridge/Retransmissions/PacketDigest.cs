using System.IO.Hashing;
using System.Runtime.InteropServices;

namespace EventEdge.EdgeBridge.Retransmissions;

/// <summary>Tells two messages apart: 128 bits of topic and payload. Saved, so another definition needs another table.</summary>
internal static class PacketDigest
{
    public static UInt128 Of(string topic, ReadOnlySpan<byte> payload) =>
        XxHash128.HashToUInt128(payload, (long)XxHash3.HashToUInt64(MemoryMarshal.AsBytes(topic.AsSpan())));
}
