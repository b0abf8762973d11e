using System.Buffers.Binary;

namespace EventEdge.Contracts.Hashing;

/// <summary>
/// Words nobody can foresee. Random GUIDs come from the system's own source; <c>RandomNumberGenerator</c> would load OpenSSL for it.
/// </summary>
internal static class RandomWord
{
    private const int GuidLength = 16;

    /// <summary>A new word: what is fixed in one GUID is covered by what is random in another.</summary>
    public static ulong New()
    {
        Span<byte> bytes = stackalloc byte[2 * GuidLength];
        Guid.NewGuid().TryWriteBytes(bytes);
        Guid.NewGuid().TryWriteBytes(bytes[GuidLength..]);
        return BinaryPrimitives.ReadUInt64LittleEndian(bytes) ^ BinaryPrimitives.ReadUInt64LittleEndian(bytes[^sizeof(ulong)..]);
    }
}
