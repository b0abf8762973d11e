using EventEdge.FunctionDispatcher.Configuration;
using EventEdge.FunctionDispatcher.Decoders.Unpacking;

namespace EventEdge.FunctionDispatcher.Discovery.Payloads;

/// <summary>Any other kind, compressed: by the marks at the beginning, and because it unpacks without a fault.</summary>
internal sealed class CompressedProbe : IPayloadProbe
{
    private const int SizeLimit = DecoderConfig.DefaultSizeLimit;

    private static readonly (Compression Compression, string Word)[] Kinds =
        [(Compression.Gzip, "gzip"), (Compression.Zlib, "zlib"), (Compression.Zstd, "zstd")];

    /// <inheritdoc />
    public PayloadForm? Probe(PayloadSamples samples)
    {
        foreach (var (compression, word) in Kinds)
        {
            if (!samples.Messages.All(m => IsMarked(compression, m.Payload.Span))) continue;
            if (samples.Change(bytes => Unpack(compression, bytes)) is not { } plain) continue;
            if (PayloadKinds.Of(plain) is { IsOpaque: false } form && !form.Settings.Any(s => s.Key == "compression"))
                return form.With("compression", word, $"{form.Words}, compressed with {word}");
        }

        return null;
    }

    private static bool IsMarked(Compression compression, ReadOnlySpan<byte> payload) => compression switch
    {
        Compression.Gzip => payload.StartsWith<byte>([0x1f, 0x8b]),
        Compression.Zlib => payload.Length > 6 && (payload[0] & 0x0f) == 8 && ((payload[0] << 8) | payload[1]) % 31 == 0,
        _ => payload.StartsWith<byte>([0x28, 0xb5, 0x2f, 0xfd]),
    };

    private static byte[]? Unpack(Compression compression, ReadOnlyMemory<byte> payload)
    {
        var buffer = new BoundedBuffer(SizeLimit);
        return Decompression.Run(compression, payload.Span, buffer) is null ? buffer.Written.ToArray() : null;
    }
}
