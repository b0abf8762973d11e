using EventEdge.FunctionDispatcher.Configuration;

namespace EventEdge.FunctionDispatcher.Decoders.Json;

/// <summary>One JSON object; nested fields by <c>a.b</c>.</summary>
public sealed record JsonDecoderConfig : TextualDecoderConfig
{
    /// <inheritdoc />
    public override string Name => "json";
}
