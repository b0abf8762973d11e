using System.Buffers.Binary;
using System.IO.Compression;
using System.Text.Encodings.Web;
using System.Text.Json;

namespace EventEdge.Contracts.Frames.Codec;

/// <summary>A frame's bytes: JSON, gzip-compressed. A body that is not compressed is read as well, for hand-written frames.</summary>
public static class FrameBody
{
    private const int GzipOverhead = 18;

    // No byte of gzip stands for more than these.
    private const int GzipRatio = 1032;

    private static readonly JsonWriterOptions Compact = new()
    { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping, SkipValidation = true };

    /// <summary>The frame as compressed JSON.</summary>
    public static byte[] Encode(MeasurementFrame frame)
    {
        using var body = new MemoryStream();
        using (var gzip = new GZipStream(body, CompressionLevel.Optimal, leaveOpen: true))
        using (var writer = new Utf8JsonWriter(gzip, Compact))
        {
            JsonSerializer.Serialize(writer, frame, FrameJson.Default.MeasurementFrame);
        }

        return body.ToArray();
    }

    /// <summary>
    /// The frame in these bytes. What it holds is bounded by <see cref="FrameLimits"/>; its columns may still contradict each other.
    /// </summary>
    /// <exception cref="FrameFormatException">They are not a frame of a known format.</exception>
    public static MeasurementFrame Decode(byte[] body)
    {
        if (body.Length > FrameLimits.BodyBytes)
            throw new FrameFormatException($"the frame has {body.Length:N0} bytes; at most {FrameLimits.BodyBytes:N0} are allowed");
        try
        {
            return FrameJsonReader.Read(IsCompressed(body) ? Decompressed(body) : body);
        }
        catch (InvalidDataException error)
        {
            throw new FrameFormatException($"not a frame: {error.Message}", error);
        }
    }

    private static bool IsCompressed(byte[] body) => body.Length >= 2 && body[0] == 0x1f && body[1] == 0x8b;

    // The last four bytes say how many there are without the compression: taken at its word before memory is, and held to it afterwards.
    private static byte[] Decompressed(byte[] body)
    {
        var length = body.Length < GzipOverhead ? 0 : BinaryPrimitives.ReadUInt32LittleEndian(body.AsSpan(body.Length - sizeof(uint)));
        if (length > FrameLimits.PlainBytes || length > (long)body.Length * GzipRatio)
            throw new FrameFormatException($"the frame has {length:N0} bytes without its compression; "
                + $"at most {FrameLimits.PlainBytes:N0} and {GzipRatio} for each byte are possible");
        var plain = new byte[length];
        using var gzip = new GZipStream(new MemoryStream(body), CompressionMode.Decompress);
        var read = gzip.ReadAtLeast(plain, plain.Length, throwOnEndOfStream: false);
        return read == plain.Length && gzip.ReadByte() < 0
            ? plain
            : throw new FrameFormatException(
                "the compressed frame is longer or shorter than it says: it is damaged, or more than one gzip member");
    }
}
