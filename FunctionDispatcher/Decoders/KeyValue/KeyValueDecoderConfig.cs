using EventEdge.FunctionDispatcher.Configuration.Shapes;
using EventEdge.FunctionDispatcher.Decoders.Values;

namespace EventEdge.FunctionDispatcher.Decoders.KeyValue;

/// <summary>Pairs such as <c>a=1 b="x y"</c>: an event for each line.</summary>
public sealed record KeyValueDecoderConfig : TextValueDecoderConfig
{
    /// <summary>What stands between two pairs: one character, of which a blank is any number of blanks and tabs, or <c>newline</c>, with
    /// which the whole message is one event. Default a blank.</summary>
    [Form("[ !#-~]|newline|tab", 7)]
    public string Separator { get; init; } = " ";

    /// <summary>What stands between a name and its value. Default <c>=</c>.</summary>
    [Form("[!#-~]", 1)]
    public string Assign { get; init; } = "=";

    /// <inheritdoc />
    public override string Name => "key_value";

    /// <summary>The byte between two pairs.</summary>
    internal byte SeparatorByte => Separator switch
    {
        "newline" => (byte)'\n',
        "tab" => (byte)'\t',
        _ => (byte)Separator[0],
    };
}
