using EventEdge.FunctionDispatcher.Configuration;

namespace EventEdge.FunctionDispatcher.Decoders.None;

/// <summary>No fields but captures: the function gets the bytes.</summary>
public sealed record NoneDecoderConfig : DecoderConfig
{
    /// <inheritdoc />
    public override string Name => "none";

    /// <inheritdoc />
    public override IReadOnlyList<string> Fields => [];

    /// <inheritdoc />
    public override bool HandsOverPayload => true;
}
