using System.Buffers.Binary;
using System.Numerics;
using System.Runtime.CompilerServices;

namespace EventEdge.CloudIngest.Identity;

/// <summary>
/// SipHash-2-4 with a result of 128 bits (Aumasson and Bernstein): short, and without its key nobody can make two texts meet.
/// </summary>
internal static class SipHash
{
    /// <summary>The hash of bytes under a key.</summary>
    public static UInt128 Of(ReadOnlySpan<byte> bytes, UInt128 key)
    {
        var (k0, k1) = ((ulong)key, (ulong)(key >> 64));
        var state = new State(k0 ^ 0x736f6d6570736575, k1 ^ 0x646f72616e646f6d ^ 0xee, k0 ^ 0x6c7967656e657261, k1 ^ 0x7465646279746573);
        var end = (ulong)bytes.Length << 56;
        for (; bytes.Length >= sizeof(ulong); bytes = bytes[sizeof(ulong)..]) state.Take(BinaryPrimitives.ReadUInt64LittleEndian(bytes));
        for (var i = 0; i < bytes.Length; i++) end |= (ulong)bytes[i] << (8 * i);
        state.Take(end);
        var low = state.Finish(0xee);
        return new UInt128(state.Finish(0, 0xdd), low);
    }

    private struct State(ulong v0, ulong v1, ulong v2, ulong v3)
    {
        private ulong _v0 = v0;
        private ulong _v1 = v1;
        private ulong _v2 = v2;
        private ulong _v3 = v3;

        public void Take(ulong word)
        {
            _v3 ^= word;
            Round();
            Round();
            _v0 ^= word;
        }

        public ulong Finish(ulong second, ulong first = 0)
        {
            _v2 ^= second;
            _v1 ^= first;
            for (var i = 0; i < 4; i++) Round();
            return _v0 ^ _v1 ^ _v2 ^ _v3;
        }

        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        private void Round()
        {
            _v0 += _v1;
            _v1 = BitOperations.RotateLeft(_v1, 13) ^ _v0;
            _v0 = BitOperations.RotateLeft(_v0, 32);
            _v2 += _v3;
            _v3 = BitOperations.RotateLeft(_v3, 16) ^ _v2;
            _v0 += _v3;
            _v3 = BitOperations.RotateLeft(_v3, 21) ^ _v0;
            _v2 += _v1;
            _v1 = BitOperations.RotateLeft(_v1, 17) ^ _v2;
            _v2 = BitOperations.RotateLeft(_v2, 32);
        }
    }
}
