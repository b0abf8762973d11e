using EventEdge.Contracts.Events;
using EventEdge.FunctionDispatcher.Configuration;
using EventEdge.FunctionDispatcher.Expressions;

namespace EventEdge.FunctionDispatcher.Decoders;

/// <summary>Looks at a message only where a condition on what is known before its payload is read holds; ignores it otherwise.</summary>
internal sealed class SelectingDecoder : IEventDecoder
{
    private readonly IEventDecoder _inner;
    private readonly Func<EdgeEvent, bool> _when;

    private SelectingDecoder(IEventDecoder inner, Func<EdgeEvent, bool> when) => (_inner, _when) = (inner, when);

    /// <summary>
    /// The decoder with the condition of its settings in front of it; the decoder itself where it has none, or looks itself.
    /// </summary>
    /// <exception cref="ArgumentException">The condition is none.</exception>
    public static IEventDecoder Wrap(IEventDecoder inner, DecoderConfig? config, EventLayout layout) =>
        config is { SelectsItself: false } && Compile(config, layout) is { } when ? new SelectingDecoder(inner, when) : inner;

    /// <summary>The condition of a decoder's settings; null where it has none.</summary>
    /// <exception cref="ArgumentException">It is none.</exception>
    public static Func<EdgeEvent, bool>? Compile(DecoderConfig config, EventLayout layout)
    {
        if (config.When is not { } text) return null;
        return WhereExpression.TryParse(text, out var condition, out var error)
            ? condition.Compile(layout)
            : throw new ArgumentException($"when: {error.Message}", nameof(config));
    }

    public DecodeStep Read(ReadOnlySpan<byte> payload, ref int position, EdgeEvent target, out string? error)
    {
        error = null;
        return position > 0 || _when(target) ? _inner.Read(payload, ref position, target, out error) : DecodeStep.End;
    }
}
