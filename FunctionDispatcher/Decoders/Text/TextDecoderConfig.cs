using EventEdge.FunctionDispatcher.Configuration;

namespace EventEdge.FunctionDispatcher.Decoders.Text;

/// <summary>The payload as one field <c>value</c>: a number when it reads as one, else true/false, else text.</summary>
public sealed record TextDecoderConfig : TextualDecoderConfig
{
    /// <inheritdoc />
    public override string Name => "text";

    /// <inheritdoc />
    public override IReadOnlyList<string> Fields => [TextEventDecoder.ValueField];
}
