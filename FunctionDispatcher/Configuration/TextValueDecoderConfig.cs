namespace EventEdge.FunctionDispatcher.Configuration;

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
