using EventEdge.FunctionDispatcher.Configuration.Shapes;
using EventEdge.FunctionDispatcher.Decoders.Values;

namespace EventEdge.FunctionDispatcher.Decoders.Text;

/// <summary>The payload as one field <c>value</c>: a number when it reads as one, else true/false, else text.</summary>
public sealed record TextDecoderConfig : TextValueDecoderConfig
{
    /// <summary>What every payload is; one that is not becomes a dead letter. Default: what it looks like, or <c>number</c> with
    /// <c>unit</c>.</summary>
    public TextValueType? Type { get; init; }

    /// <summary>The unit behind each number, which is cut off; a payload with another or none becomes a dead letter. <c>any</c> takes every
    /// unit, and puts it in the field <c>unit</c>. Default: none.</summary>
    [Form("[^0-9\\x00-\\x20](.*[^\\x00-\\x20])?", 64)]
    public string? Unit { get; init; }

    /// <summary>Words for true, in any case. Default <c>true</c>.</summary>
    public IReadOnlyList<string>? TrueWords { get; init; }

    /// <summary>Words for false, in any case. Default <c>false</c>.</summary>
    public IReadOnlyList<string>? FalseWords { get; init; }

    /// <inheritdoc />
    public override string Name => "text";

    /// <inheritdoc />
    public override IReadOnlyList<string> Fields =>
        Unit == TextEventDecoder.AnyUnit ? [TextEventDecoder.ValueField, TextEventDecoder.UnitField] : [TextEventDecoder.ValueField];
}

/// <summary>What a payload is.</summary>
public enum TextValueType
{
    /// <summary>A number.</summary>
    Number,

    /// <summary>A number without fraction and exponent.</summary>
    Integer,

    /// <summary>One of <c>true_words</c> or <c>false_words</c>.</summary>
    Boolean,

    /// <summary>A text, whatever it looks like.</summary>
    Text,
}
