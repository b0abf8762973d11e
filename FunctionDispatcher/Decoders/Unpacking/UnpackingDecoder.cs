using EventEdge.Contracts.Events;
using EventEdge.FunctionDispatcher.Configuration;
using EventEdge.FunctionDispatcher.Decoders.Values;

namespace EventEdge.FunctionDispatcher.Decoders.Unpacking;

/// <summary>
/// Decompresses a payload and turns its text into UTF-8 before another decoder reads it: one place for all of them. Offsets in that one's
/// errors are those of what it was given.
/// </summary>
internal sealed class UnpackingDecoder : IEventDecoder
{
    private readonly IEventDecoder _inner;
    private readonly Compression? _compression;
    private readonly TextTranscoder? _transcoder;
    private readonly BoundedBuffer _plain;
    private readonly BoundedBuffer _text;

    private UnpackingDecoder(IEventDecoder inner, DecoderConfig config, string? encoding)
    {
        _inner = inner;
        _compression = config.Compression;
        _transcoder = encoding is null ? null : new TextTranscoder(encoding);
        _plain = new(config.PayloadLimit);
        _text = new(config.PayloadLimit);
    }

    /// <summary>The decoder with what its settings ask for around it; the decoder itself where they ask for nothing.</summary>
    public static IEventDecoder Wrap(IEventDecoder inner, DecoderConfig? config)
    {
        var encoding = config is TextualDecoderConfig { Encoding: { } name } && name != TextTranscoder.Utf8 ? name : null;
        return config is null || (config.Compression is null && encoding is null) ? inner : new UnpackingDecoder(inner, config, encoding);
    }

    public DecodeStep Read(ReadOnlySpan<byte> payload, ref int position, EdgeEvent target, out string? error)
    {
        if (position == 0)
        {
            error = Unpack(payload);
            if (error is not null) return DecodeStep.Broken;
        }

        return _inner.Read(_transcoder is null ? _plain.Written : _text.Written, ref position, target, out error);
    }

    private string? Unpack(ReadOnlySpan<byte> payload)
    {
        if (payload.IsEmpty) return "the payload is empty";
        if (payload.Length > _plain.Limit) return $"the payload has {payload.Length} bytes, {_plain.Limit} are allowed";
        if (_compression is { } compression && Decompression.Run(compression, payload, _plain) is { } broken) return broken;
        return _transcoder?.Run(_compression is null ? payload : _plain.Written, _text);
    }
}
