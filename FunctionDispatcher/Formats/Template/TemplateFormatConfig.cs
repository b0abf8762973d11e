using EventEdge.FunctionDispatcher.Configuration;
using EventEdge.FunctionDispatcher.Configuration.Shapes;

namespace EventEdge.FunctionDispatcher.Formats.Template;

/// <summary>A text with the result's values in it.</summary>
[ShortForm("text")]
public sealed record TemplateFormatConfig : FormatConfig
{
    /// <summary>The text. <c>{name}</c> is the tag or field of that name, <c>{time}</c>, <c>{window_end}</c>, <c>{revision}</c> or
    /// <c>{measurement}</c>; every other brace stands for itself. Required.</summary>
    [Form("[^\\x00]+", 4096)]
    public required string Text { get; init; }

    /// <summary>What stands for a value that a result does not have. Default: such a result is given up.</summary>
    [Form("[^\\x00]*", 256)]
    public string? Missing { get; init; }

    /// <inheritdoc />
    public override string Name => "template";
}
