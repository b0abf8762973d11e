using EventEdge.FunctionDispatcher.Configuration;
using EventEdge.FunctionDispatcher.Configuration.Shapes;

namespace EventEdge.FunctionDispatcher.Formats.CloudEvents;

/// <summary>One CloudEvent 1.0; its data are what <c>json</c> writes.</summary>
public sealed record CloudEventsFormatConfig : FormatConfig
{
    /// <summary>The attribute <c>type</c>. Default <c>eventedge.result</c>.</summary>
    [Form("[^\\x00-\\x20]+", 256)]
    public string Type { get; init; } = "eventedge.result";

    /// <summary>The attribute <c>source</c>, a URI or a part of one. Default: <c>eventedge/NODE/BINDING</c>.</summary>
    [Form("[^\\x00-\\x20]+", 256)]
    public string? Source { get; init; }

    /// <summary>Where the attributes are. Default <c>structured</c>.</summary>
    public CloudEventsFormatMode Mode { get; init; }

    /// <inheritdoc />
    public override string Name => "cloudevents";
}

/// <summary>Where the attributes of a CloudEvent are.</summary>
public enum CloudEventsFormatMode
{
    /// <summary>In one JSON object with the data, which every subscriber can read.</summary>
    Structured,

    /// <summary>In user properties of MQTT 5: the payload is the data. Subscribers of MQTT 3.1.1 get the data alone.</summary>
    Binary,
}
