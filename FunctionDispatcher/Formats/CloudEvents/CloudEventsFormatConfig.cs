using EventEdge.FunctionDispatcher.Configuration;
using EventEdge.FunctionDispatcher.Configuration.Shapes;

namespace EventEdge.FunctionDispatcher.Formats.CloudEvents;

/// <summary>One CloudEvent 1.0 in JSON (structured mode); its data are what <c>json</c> writes.</summary>
public sealed record CloudEventsFormatConfig : FormatConfig
{
    /// <summary>The attribute <c>type</c>. Default <c>eventedge.result</c>.</summary>
    [Form("[^\\x00-\\x20]+", 256)]
    public string Type { get; init; } = "eventedge.result";

    /// <summary>The attribute <c>source</c>, a URI or a part of one. Default: <c>eventedge/NODE/BINDING</c>.</summary>
    [Form("[^\\x00-\\x20]+", 256)]
    public string? Source { get; init; }

    /// <inheritdoc />
    public override string Name => "cloudevents";
}
