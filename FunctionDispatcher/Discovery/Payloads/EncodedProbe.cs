using EventEdge.FunctionDispatcher.Configuration;
using EventEdge.FunctionDispatcher.Decoders.Unpacking;

namespace EventEdge.FunctionDispatcher.Discovery.Payloads;

/// <summary>Text that is not UTF-8: UTF-16 by its byte order mark or its many zeros, and what Windows writes in Europe.</summary>
internal sealed class EncodedProbe : IPayloadProbe
{
    /// <inheritdoc />
    public PayloadForm? Probe(PayloadSamples samples)
    {
        var isWide = samples.Messages.All(m => IsWide(m.Payload.Span));
        if (!isWide && (samples.Texts is not null || !samples.Messages.All(m => IsText(m.Payload.Span)))) return null;
        var encoding = isWide ? "utf-16" : "windows-1252";
        if (samples.Change(bytes => Transcode(encoding, bytes)) is not { } plain) return null;
        if (PayloadKinds.Of(plain) is not { Decoder: "json" or "text" or "csv" or "key_value" } form) return null;
        if (form.Settings.Any(s => s.Key == "encoding")) return null;
        var encoded = form.With("encoding", encoding, $"{form.Words}, in {encoding}");
        return isWide ? encoded : encoded with { Doubt = $"its encoding is taken for {encoding}: it is not UTF-8" };
    }

    private static bool IsWide(ReadOnlySpan<byte> payload)
    {
        if (payload.Length < 4 || payload.Length % 2 != 0) return false;
        if (payload.StartsWith<byte>([0xff, 0xfe]) || payload.StartsWith<byte>([0xfe, 0xff])) return true;
        var zeros = 0;
        for (var i = 1; i < payload.Length; i += 2) zeros += payload[i] == 0 && payload[i - 1] >= 0x20 ? 1 : 0;
        return zeros == payload.Length / 2;
    }

    private static bool IsText(ReadOnlySpan<byte> payload)
    {
        var foreign = 0;
        foreach (var value in payload)
        {
            if (value < 0x20 && value is not ((byte)'\n' or (byte)'\r' or (byte)'\t')) return false;
            if (value >= 0x80) foreign++;
        }

        return foreign * 4 < payload.Length;
    }

    private static byte[]? Transcode(string encoding, ReadOnlyMemory<byte> payload)
    {
        var buffer = new BoundedBuffer(DecoderConfig.DefaultSizeLimit);
        return new TextTranscoder(encoding).Run(payload.Span, buffer) is null ? buffer.Written.ToArray() : null;
    }
}
