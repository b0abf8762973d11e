using System.Diagnostics.CodeAnalysis;
using EventEdge.Contracts.Events;
using EventEdge.FunctionDispatcher.Components;
using EventEdge.FunctionDispatcher.Configuration;

namespace EventEdge.FunctionDispatcher.Decoders.None;

/// <summary>Messages whose bytes are the function's own affair.</summary>
public sealed class NoneDecoder : IDecoder
{
    /// <inheritdoc />
    public string Name => "none";

    /// <inheritdoc />
    public Type ConfigType => typeof(NoneDecoderConfig);

    /// <inheritdoc />
    public void Check(ConfigCheck check)
    {
        if (check.Binding.Decode is { Compression: not null } config)
            check.ReportAtKey(config, nameof(config.Compression), "decode none hands the bytes over as they came: it decompresses nothing");
    }

    /// <inheritdoc />
    public IEventDecoder Create(DecoderConfig? config, EventLayout layout, bool keepsAll) =>
        new Bytes(config?.PayloadLimit ?? DecoderConfig.DefaultSizeLimit);

    private sealed class Bytes(int limit) : SingleEventDecoder
    {
        public override bool TryDecode(ReadOnlySpan<byte> payload, EdgeEvent target, [NotNullWhen(false)] out string? error)
        {
            error = payload.Length <= limit ? null : $"the payload has {payload.Length} bytes, {limit} are allowed";
            return error is null;
        }
    }
}
