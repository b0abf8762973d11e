using EventEdge.FunctionDispatcher.Configuration;
using EventEdge.FunctionDispatcher.Configuration.Shapes;

namespace EventEdge.FunctionDispatcher.Decoders.Values;

/// <summary>The settings of a decoder whose payloads are text.</summary>
public abstract record TextualDecoderConfig : DecoderConfig
{
    /// <summary>How the text is written as bytes: <c>utf-8</c>, <c>utf-16</c>, <c>utf-16le</c>, <c>utf-16be</c>, <c>ascii</c>,
    /// <c>latin1</c>, <c>iso-8859-2</c>, <c>-5</c>, <c>-7</c>, <c>-9</c>, <c>-15</c>, <c>windows-1250</c> to <c>windows-1258</c>,
    /// <c>ibm437</c>, <c>ibm850</c>, <c>koi8-r</c>, <c>shift_jis</c>, <c>gb18030</c>, <c>big5</c>, <c>euc-jp</c> or <c>euc-kr</c>.
    /// <c>utf-16</c> goes by its byte order mark, without one it is little-endian; other byte order marks must fit and are cut off. Default
    /// utf-8.</summary>
    [Form(
        "utf-8|utf-16|utf-16le|utf-16be|ascii|latin1|iso-8859-(2|5|7|9|15)|windows-125[0-8]|ibm437|ibm850|koi8-r|"
            + "shift_jis|gb18030|big5|euc-jp|euc-kr",
        12)]
    public string? Encoding { get; init; }
}

/// <summary>The settings of a decoder whose payloads hold numbers as people write them.</summary>
public abstract record TextValueDecoderConfig : TextualDecoderConfig
{
    /// <summary>What stands before the fraction of a number. Default <c>point</c>.</summary>
    public DecimalMark? Decimal { get; init; }

    /// <summary>What parts a number's thousands: after it come three digits, always. Default: nothing.</summary>
    public ThousandsMark? Thousands { get; init; }
}

/// <summary>What parts a number's thousands.</summary>
public enum ThousandsMark
{
    /// <summary><c>1.000</c>.</summary>
    Point,

    /// <summary><c>1,000</c>.</summary>
    Comma,

    /// <summary><c>1 000</c>, the blank narrow or not breaking too.</summary>
    Space,

    /// <summary><c>1'000</c>, the typographic apostrophe too.</summary>
    Apostrophe,

    /// <summary><c>1_000</c>.</summary>
    Underscore,
}
