using EventEdge.FunctionDispatcher.Configuration.Shapes;
using EventEdge.FunctionDispatcher.Decoders.Values;

namespace EventEdge.FunctionDispatcher.Decoders.Json;

/// <summary>One JSON object, or many; nested fields by <c>a.b</c>.</summary>
public sealed record JsonDecoderConfig : TextualDecoderConfig
{
    /// <summary>The array whose elements are the events: <c>.</c> for the message itself, else its path, such as <c>data.values</c> or
    /// <c>groups[*].values</c>. The fields around it are kept. Default: the message is one event.</summary>
    [Form(JsonEachPath.Form, 256)]
    public string? Each { get; init; }

    /// <summary>Whether every line is an event (NDJSON). Default false.</summary>
    public bool? Lines { get; init; }

    /// <inheritdoc />
    public override string Name => "json";
}
