using EventEdge.FunctionDispatcher.Configuration;
using EventEdge.FunctionDispatcher.Configuration.Shapes;

namespace EventEdge.FunctionDispatcher.Decoders.Bytes;

/// <summary>Fields at fixed places of a binary payload, which may itself stand as text in the message or in a field of a JSON
/// message.</summary>
public sealed record BytesDecoderConfig : DecoderConfig
{
    /// <summary>How the message, or the field that <c>in</c> names, holds the bytes. Default <c>binary</c>; with <c>in</c> it has to
    /// be given.</summary>
    public BytesSource? From { get; init; }

    /// <summary>The field of a JSON message that holds the bytes as text, by its path. The other fields of the message are kept; where
    /// one has a name of the layout, the layout's counts. Default: the message is the bytes.</summary>
    [Form("[^\\x00-\\x1f]+", 256)]
    public string? In { get; init; }

    /// <summary>Exact number of bytes. Default: where the last field ends; with <c>record</c>, any number of whole records.</summary>
    [Range("1", "262144")]
    public int? Length { get; init; }

    /// <summary>Least number of bytes, where payloads differ in length: a field that ends beyond a shorter payload is missing. With 0 a
    /// message without bytes is an event too, also one without the field that <c>in</c> names. Default: the length is exact.</summary>
    [Range("0", "262144")]
    public int? MinLength { get; init; }

    /// <summary>Bytes of one record, where a payload holds many: each record is an event, and offsets count from its begin. Default:
    /// the payload is one event.</summary>
    [Range("1", "262144")]
    public int? Record { get; init; }

    /// <summary>Bytes before the first record. Default 0.</summary>
    [Range("0", "262144")]
    public int Header { get; init; }

    /// <summary>Order of bytes in fields that say nothing else. Default <c>big</c>.</summary>
    public BytesOrder ByteOrder { get; init; } = BytesOrder.Big;

    /// <summary>Order of 16-bit words in fields of 4 and 8 bytes that say nothing else. Default: the order of bytes.</summary>
    public BytesOrder? WordOrder { get; init; }

    /// <summary>The fields by their names. Required.</summary>
    public required IReadOnlyDictionary<string, BytesFieldConfig> Layout { get; init; }

    /// <inheritdoc />
    public override string Name => "bytes";

    /// <inheritdoc />
    public override bool SelectsItself => In is not null;

    /// <inheritdoc />
    public override IReadOnlyList<string>? Fields => In is null && Layout is not null ? [.. Layout.Keys] : null;
}

/// <summary>How bytes are held.</summary>
public enum BytesSource
{
    /// <summary>As they are.</summary>
    Binary,

    /// <summary>Two hexadecimal digits each; blanks, <c>:</c> or <c>-</c> may stand between bytes.</summary>
    Hex,

    /// <summary>Base64 of either alphabet, with or without padding.</summary>
    Base64,
}

/// <summary>Which part of a number comes first.</summary>
public enum BytesOrder
{
    /// <summary>The most significant part.</summary>
    Big,

    /// <summary>The least significant part.</summary>
    Little,
}
