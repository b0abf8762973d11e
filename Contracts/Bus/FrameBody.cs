using System.IO.Compression;
using System.Text.Encodings.Web;
using System.Text.Json;

namespace EventEdge.Contracts.Bus;

/// <summary>A frame's bytes: JSON, gzip-compressed. A body that is not compressed is read as well, for hand-written frames.</summary>
public static class FrameBody
{
    /// <summary>Most bytes a body may have once decompressed: a small message must not be able to fill the memory.</summary>
    public const int SizeLimit = 64 * 1024 * 1024;

    private static readonly JsonWriterOptions Compact = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping, SkipValidation = true };

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

    /// <summary>The frame in these bytes.</summary>
    /// <exception cref="FrameFormatException">They are not a frame of a known format.</exception>
    public static MeasurementFrame Decode(byte[] body)
    {
        try
        {
            var frame = JsonSerializer.Deserialize(Plain(body), FrameJson.Default.MeasurementFrame)
                ?? throw new FrameFormatException("the frame is null");
            return frame.Format is >= 1 and <= MeasurementFrame.CurrentFormat
                ? frame
                : throw new FrameFormatException($"format {frame.Format} is not known; the newest known one is {MeasurementFrame.CurrentFormat}");
        }
        catch (Exception error) when (error is JsonException or InvalidDataException)
        {
            throw new FrameFormatException($"not a frame: {error.Message}", error);
        }
    }

    private static ReadOnlySpan<byte> Plain(byte[] body)
    {
        var compressed = body.Length >= 2 && body[0] == 0x1f && body[1] == 0x8b;
        if (!compressed) return body;
        using var gzip = new GZipStream(new MemoryStream(body), CompressionMode.Decompress);
        using var plain = new MemoryStream(body.Length * 4);
        Span<byte> chunk = stackalloc byte[4096];
        for (int read; (read = gzip.Read(chunk)) > 0;)
        {
            plain.Write(chunk[..read]);
            if (plain.Length > SizeLimit) throw new FrameFormatException($"the frame is larger than {SizeLimit} bytes");
        }

        return plain.GetBuffer().AsSpan(0, (int)plain.Length);
    }
}
