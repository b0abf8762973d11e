using EventEdge.FunctionDispatcher.Configuration;

namespace EventEdge.FunctionDispatcher.Decoders.CloudEvents;

/// <summary>CloudEvents 1.0 in JSON: attributes are fields of their names, data are fields below <c>data</c>.</summary>
public sealed record CloudEventsDecoderConfig : DecoderConfig
{
    /// <summary>How a message holds them. Default <c>structured</c>.</summary>
    public CloudEventsMode Mode { get; init; }

    /// <inheritdoc />
    public override string Name => "cloudevents";
}

/// <summary>How a message holds CloudEvents.</summary>
public enum CloudEventsMode
{
    /// <summary>One event, attributes and data in one JSON object (<c>application/cloudevents+json</c>).</summary>
    Structured,

    /// <summary>A JSON list of such objects (<c>application/cloudevents-batch+json</c>).</summary>
    Batch,
}
