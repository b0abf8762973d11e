using EventEdge.FunctionDispatcher.Configuration;

namespace EventEdge.FunctionDispatcher.Decoders.CloudEvents;

/// <summary>CloudEvents 1.0: attributes are fields of their names, data are fields below <c>data</c>.</summary>
public sealed record CloudEventsDecoderConfig : DecoderConfig
{
    /// <summary>How a message holds them. Default: as MQTT 5 says, <c>binary</c> where <c>specversion</c> is a user property and the
    /// content type is none of CloudEvents, else <c>structured</c>. With <c>http</c>, as the request says.</summary>
    public CloudEventsMode? Mode { get; init; }

    /// <inheritdoc />
    public override bool TakesRequests => true;

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

    /// <summary>One event, the attributes in user properties of MQTT 5, the data in the payload, their type in the content type.</summary>
    Binary,
}
