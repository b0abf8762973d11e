using System.Buffers.Binary;

namespace EventEdge.Contracts.Hashing;

/// <summary>
/// A secret of a node: without it nobody can choose bytes that look like others. Where hashes are saved, it is saved beside them.
/// </summary>
/// <param name="First">The first half.</param>
/// <param name="Second">The second half.</param>
public readonly record struct HashKey(ulong First, ulong Second)
{
    /// <summary>Bytes of a saved key.</summary>
    public const int Length = 16;

    /// <summary>This process's own, for hashes that are kept in memory only.</summary>
    public static readonly HashKey OfProcess = New();

    /// <summary>A new one, at random.</summary>
    public static HashKey New() => new(RandomWord.New(), RandomWord.New());

    /// <summary>A saved one.</summary>
    /// <exception cref="ArgumentOutOfRangeException">There are fewer bytes than <see cref="Length"/>.</exception>
    public static HashKey Read(ReadOnlySpan<byte> bytes) =>
        new(BinaryPrimitives.ReadUInt64LittleEndian(bytes), BinaryPrimitives.ReadUInt64LittleEndian(bytes[8..]));

    /// <summary>The bytes to save.</summary>
    public byte[] ToBytes()
    {
        var bytes = new byte[Length];
        BinaryPrimitives.WriteUInt64LittleEndian(bytes, First);
        BinaryPrimitives.WriteUInt64LittleEndian(bytes.AsSpan(8), Second);
        return bytes;
    }
}
