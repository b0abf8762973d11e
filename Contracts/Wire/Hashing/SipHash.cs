using System.Buffers.Binary;
using System.Numerics;

namespace EventEdge.Contracts.Hashing;

/// <summary>
/// SipHash-2-4 (Aumasson and Bernstein), 64 bits: who does not know the key cannot choose inputs with one hash, however many hashes of
/// others he has made the program compute. For identity that is kept as a hash; some 20 ns and 1 ns a byte.
/// </summary>
public static class SipHash
{
    /// <summary>The hash of some bytes under a key. The same on every machine.</summary>
    public static ulong Of(HashKey key, ReadOnlySpan<byte> bytes)
    {
        var (v0, v1) = (key.First ^ 0x736f6d6570736575, key.Second ^ 0x646f72616e646f6d);
        var (v2, v3) = (key.First ^ 0x6c7967656e657261, key.Second ^ 0x7465646279746573);
        var last = (ulong)bytes.Length << 56;
        for (; bytes.Length >= sizeof(ulong); bytes = bytes[sizeof(ulong)..]) Take(BinaryPrimitives.ReadUInt64LittleEndian(bytes));
        for (var index = 0; index < bytes.Length; index++) last |= (ulong)bytes[index] << (8 * index);
        Take(last);
        v2 ^= 0xff;
        for (var round = 0; round < 4; round++) Round();
        return v0 ^ v1 ^ v2 ^ v3;

        void Take(ulong word)
        {
            v3 ^= word;
            Round();
            Round();
            v0 ^= word;
        }

        void Round()
        {
            unchecked
            {
                v0 += v1;
                v2 += v3;
                v1 = BitOperations.RotateLeft(v1, 13) ^ v0;
                v3 = BitOperations.RotateLeft(v3, 16) ^ v2;
                v0 = BitOperations.RotateLeft(v0, 32);
                v2 += v1;
                v0 += v3;
                v1 = BitOperations.RotateLeft(v1, 17) ^ v2;
                v3 = BitOperations.RotateLeft(v3, 21) ^ v0;
                v2 = BitOperations.RotateLeft(v2, 32);
            }
        }
    }
}
