using System.Buffers.Binary;
using System.IO.Compression;
using System.IO.Hashing;
using EventEdge.FunctionDispatcher.Configuration;
using EventEdge.FunctionDispatcher.Configuration.Shapes;
using ZstdSharp;
using ZstdSharp.Unsafe;

namespace EventEdge.FunctionDispatcher.Decoders.Unpacking;

/// <summary>
/// One compressed stream to its bytes, as far as a limit. What is cut off, damaged or followed by something else is refused: the checksum
/// at the very end of the payload has to be that of what came out.
/// </summary>
internal static class Decompression
{
    // Largest window of a zstd frame, as a power of two: what a header promises is allocated before the first byte comes out.
    private const int WindowLog = 23;

    // Whatever the library at work says of it: where the damage is seen depends on how much is read at a time.
    private const string Damaged = "cut off, damaged, or followed by other bytes";

    /// <summary>Decompresses a payload that is not empty; gives what is wrong in one sentence, or null.</summary>
    public static string? Run(Compression compression, ReadOnlySpan<byte> payload, BoundedBuffer output)
    {
        output.Clear();
        var name = NameOf(compression);
        if (!Begins(compression, payload)) return $"not {name}: it does not begin like it";
        try
        {
            Read(compression, payload, output);
        }
        catch (ZstdException error) when (error.Code == ZSTD_ErrorCode.ZSTD_error_frameParameter_windowTooLarge)
        {
            return $"not read: the {name} frame has a window of more than {Quantity.FormatSize(1L << WindowLog)}";
        }
        catch (Exception error) when (error is InvalidDataException or IOException or ZstdException)
        {
            return $"not {name}: {Damaged}";
        }

        if (output.IsExceeded) return $"the payload grows beyond {output.Limit} bytes when it is decompressed; size_limit may allow more";
        return IsWhole(compression, payload, output.Written) ? null : $"not {name}: {Damaged}";
    }

    private static bool Begins(Compression compression, ReadOnlySpan<byte> payload) => compression switch
    {
        Compression.Gzip => payload.StartsWith((ReadOnlySpan<byte>)[0x1F, 0x8B, 8]),
        Compression.Zlib => payload.Length > 1 && (payload[0] & 15) == 8 && ((payload[0] << 8) + payload[1]) % 31 == 0,
        // A frame, or one that may be skipped.
        _ => payload.Length > 3 && (BinaryPrimitives.ReadUInt32LittleEndian(payload) is 0xFD2FB528 or (>= 0x184D2A50 and <= 0x184D2A5F)),
    };

    private static unsafe void Read(Compression compression, ReadOnlySpan<byte> payload, BoundedBuffer output)
    {
        fixed (byte* start = payload)
        {
            using var source = new UnmanagedMemoryStream(start, payload.Length);
            using var plain = Open(compression, source);
            for (var read = 1; read > 0 && !output.IsExceeded;)
            {
                read = plain.Read(output.Free());
                output.Advance(read);
            }
        }
    }

    private static Stream Open(Compression compression, Stream source)
    {
        if (compression == Compression.Gzip) return new GZipStream(source, CompressionMode.Decompress);
        if (compression == Compression.Zlib) return new ZLibStream(source, CompressionMode.Decompress);
        var zstd = new DecompressionStream(source);
        zstd.SetParameter(ZSTD_dParameter.ZSTD_d_windowLogMax, WindowLog);
        return zstd;
    }

    private static bool IsWhole(Compression compression, ReadOnlySpan<byte> payload, ReadOnlySpan<byte> plain) => compression switch
    {
        Compression.Gzip => payload.Length >= 18
            && BinaryPrimitives.ReadUInt32LittleEndian(payload[^8..]) == Crc32.HashToUInt32(plain)
            && BinaryPrimitives.ReadUInt32LittleEndian(payload[^4..]) == (uint)plain.Length,
        Compression.Zlib => payload.Length >= 6 && BinaryPrimitives.ReadUInt32BigEndian(payload[^4..]) == Adler32(plain),
        _ => true, // a frame says itself where it ends
    };

    private static uint Adler32(ReadOnlySpan<byte> bytes)
    {
        const uint Modulus = 65521;
        var (low, high) = (1u, 0u);
        foreach (var value in bytes)
        {
            low = (low + value) % Modulus;
            high = (high + low) % Modulus;
        }

        return (high << 16) | low;
    }

    private static string NameOf(Compression compression) => compression switch
    {
        Compression.Gzip => "gzip",
        Compression.Zlib => "zlib",
        _ => "zstd",
    };
}
