using EventEdge.FunctionDispatcher.Configuration;

namespace EventEdge.FunctionDispatcher.Decoders.SparkplugB;

/// <summary>Sparkplug B payloads: each metric is an event, and so is each birth and death.</summary>
public sealed record SparkplugBDecoderConfig : DecoderConfig
{
    /// <inheritdoc />
    public override string Name => "sparkplug_b";

    /// <inheritdoc />
    public override IReadOnlyList<string> Fields => SparkplugFields.Names;
}
