using EventEdge.FunctionDispatcher.Configuration.Shapes;

namespace EventEdge.FunctionDispatcher.Decoders.Bytes;

/// <summary>One field of a binary layout.</summary>
public sealed record BytesFieldConfig
{
    /// <summary>Its first byte, counted from 0. Required.</summary>
    [Range("0", "262143")]
    public required int Offset { get; init; }

    /// <summary>What stands there. Required.</summary>
    public required BytesType Type { get; init; }

    /// <summary>Bytes of a <c>text</c>, <c>hex</c> or <c>bcd</c>, for which it has to be given. Default: what the type says.</summary>
    [Range("1", "4096")]
    public int? Length { get; init; }

    /// <summary>Order of its bytes; in fields of 4 and 8 bytes, of the two bytes of a word. Default: that of the decoder.</summary>
    public BytesOrder? ByteOrder { get; init; }

    /// <summary>Order of its 16-bit words. Default: that of the decoder.</summary>
    public BytesOrder? WordOrder { get; init; }

    /// <summary>The lowest bit of a field that is a part of a whole number, 0 being the least significant. Default: the whole
    /// number.</summary>
    [Range("0", "63")]
    public int? Bit { get; init; }

    /// <summary>How many bits from <c>bit</c> on. Default: one.</summary>
    [Range("1", "64")]
    public int? Bits { get; init; }

    /// <summary>The number is multiplied by it. Default: not at all.</summary>
    [Range("-1e12", "1e12")]
    public double? Scale { get; init; }

    /// <summary>Added after scaling. Default: nothing.</summary>
    [Range("-1e12", "1e12")]
    public double? Add { get; init; }

    /// <summary>The unit, for readers of the file. Default: not said.</summary>
    [Form("[^\\x00-\\x1f]+", 32)]
    public string? Unit { get; init; }

    /// <summary>Texts for whole numbers, such as <c>{ 0: idle, 1: run }</c>. Default: numbers stay numbers.</summary>
    public IReadOnlyDictionary<string, string>? Map { get; init; }

    /// <summary>The text for numbers that are not in <c>map</c>. Default: such a message is a dead letter.</summary>
    public string? Else { get; init; }
}

/// <summary>Types of binary fields.</summary>
public enum BytesType
{
    /// <summary>A signed whole number of one byte.</summary>
    I8,

    /// <summary>An unsigned whole number of one byte.</summary>
    U8,

    /// <summary>A signed whole number of 2 bytes.</summary>
    I16,

    /// <summary>An unsigned whole number of 2 bytes.</summary>
    U16,

    /// <summary>A signed whole number of 3 bytes.</summary>
    I24,

    /// <summary>An unsigned whole number of 3 bytes.</summary>
    U24,

    /// <summary>A signed whole number of 4 bytes.</summary>
    I32,

    /// <summary>An unsigned whole number of 4 bytes.</summary>
    U32,

    /// <summary>A signed whole number of 8 bytes, exact.</summary>
    I64,

    /// <summary>An unsigned whole number of 8 bytes, exact.</summary>
    U64,

    /// <summary>IEEE 754 in 2 bytes; NaN and infinity are null, as in the longer ones.</summary>
    F16,

    /// <summary>IEEE 754 in 4 bytes, as the shortest decimal that reads back as it.</summary>
    F32,

    /// <summary>IEEE 754 in 8 bytes.</summary>
    F64,

    /// <summary>Two decimal digits a byte, at most 8 bytes.</summary>
    Bcd,

    /// <summary>True where the byte, or the bits, are not 0.</summary>
    Bool,

    /// <summary>UTF-8, up to the first NUL.</summary>
    Text,

    /// <summary>Bytes as hexadecimal digits, for identifiers.</summary>
    Hex,
}
