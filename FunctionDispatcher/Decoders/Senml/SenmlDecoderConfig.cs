using EventEdge.FunctionDispatcher.Configuration;

namespace EventEdge.FunctionDispatcher.Decoders.Senml;

/// <summary>A SenML pack (RFC 8428): each record is an event, with its base values applied.</summary>
public sealed record SenmlDecoderConfig : DecoderConfig
{
    /// <summary>How packs are written. Default <c>json</c>.</summary>
    public SenmlEncoding Format { get; init; }

    /// <inheritdoc />
    public override string Name => "senml";

    /// <inheritdoc />
    public override IReadOnlyList<string> Fields => SenmlEventDecoder.FieldNames;
}

/// <summary>How SenML packs are written.</summary>
public enum SenmlEncoding
{
    /// <summary><c>application/senml+json</c>.</summary>
    Json,

    /// <summary><c>application/senml+cbor</c>.</summary>
    Cbor,
}
