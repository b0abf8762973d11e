using EventEdge.FunctionDispatcher.Configuration.Shapes;

namespace EventEdge.FunctionDispatcher.Configuration;

/// <summary>
/// A declared field. An event whose field cannot be read as declared becomes a dead letter of stage <c>fields</c>, unless the field is
/// optional. A text alone is the name under which it comes: <c>temperature: t</c>.
/// </summary>
[ShortForm("from")]
public sealed record FieldConfig
{
    /// <summary>
    /// The field as the decoder gives it, or a capture. It goes by its new name only, unless it is declared under the old one too. Default:
    /// the same name.
    /// </summary>
    public string? From { get; init; }

    /// <summary>What it is to be. Texts are read as numbers, truth values and times where that is asked for. Default <c>any</c>.</summary>
    public FieldType Type { get; init; }

    /// <summary>The unit of the value once it is scaled, for people and tools that read the file. Default: not said.</summary>
    [Form("[^\\x00-\\x1f]+", 32)]
    public string? Unit { get; init; }

    /// <summary>A number is multiplied by it, with decimal fractions such as 0.1 exactly rounded. Default 1.</summary>
    [Range("-1e12", "1e12")]
    public double Scale { get; init; } = 1;

    /// <summary>Added to a number after <c>scale</c>. Default 0.</summary>
    [Range("-1e12", "1e12")]
    public double Offset { get; init; }

    /// <summary>
    /// What values stand for: <c>{ 0: idle, 1: run }</c>. Looked up before <c>type</c> is, so that <c>type: boolean</c> reads what stands
    /// there. A value that is not among them cannot be read. Default: values stand for themselves.
    /// </summary>
    public IReadOnlyDictionary<string, string>? Map { get; init; }

    /// <summary>
    /// The decimal mark of numbers that come as texts. With <c>comma</c>, points, blanks and apostrophes may group digits. Default
    /// <c>point</c>.
    /// </summary>
    public DecimalMark Decimal { get; init; }

    /// <summary>
    /// Whether the event goes on without it: absent where it is not there, null where it cannot be read. Default false: the event is a dead
    /// letter.
    /// </summary>
    public bool Optional { get; init; }

    /// <summary>Whether it is always a text.</summary>
    internal bool IsText => Type == FieldType.Text || this is { Type: FieldType.Any, Map: not null, Scale: 1, Offset: 0 };
}

/// <summary>What a declared field is.</summary>
public enum FieldType
{
    /// <summary>What the decoder makes of it; a number where it is scaled.</summary>
    Any,

    /// <summary>A number, or a text that is one.</summary>
    Number,

    /// <summary>A whole number of 64 bits, exact, or a text that is one.</summary>
    Integer,

    /// <summary>A text; numbers and truth values as they are written.</summary>
    Text,

    /// <summary>True or false; 1 and 0; <c>true</c>, <c>on</c>, <c>yes</c>, <c>1</c> and their opposites as texts in any case.</summary>
    Boolean,

    /// <summary>A time in any form that <c>event_time</c> reads without being told how, as milliseconds since 1970.</summary>
    Time,
}

/// <summary>What stands before the fraction of a number in a text.</summary>
public enum DecimalMark
{
    /// <summary>A point.</summary>
    Point,

    /// <summary>A comma.</summary>
    Comma,
}
