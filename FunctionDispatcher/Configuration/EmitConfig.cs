using EventEdge.Contracts.Measurements;
using EventEdge.FunctionDispatcher.Configuration.Shapes;

namespace EventEdge.FunctionDispatcher.Configuration;

/// <summary>Where results go.</summary>
public sealed record EmitConfig
{
    /// <summary>Name of the measurement in the cloud's store. Default: results do not leave the edge.</summary>
    [Form("[^\\x00-\\x1f]+", 256)]
    public string? Measurement { get; init; }

    /// <summary>Fields that become tags, beside <c>node</c>, which every point has. Default: the fields of <c>group_by</c>.</summary>
    public IReadOnlyList<string>? Tags { get; init; }

    /// <summary>Whether the series is the whole fleet's: points are stored without the tag <c>node</c>, and those of the first node that
    /// writes a series are the only ones it takes. Default false.</summary>
    [NotInVersion]
    public bool Shared { get; init; }

    /// <summary>Order in which results leave the edge. Default <c>normal</c>.</summary>
    [NotInVersion]
    public DeliveryClass Priority { get; init; } = DeliveryClass.Normal;

    /// <summary>Local MQTT topic each result is published to; <c>{name}</c>, always a whole
    /// level, is a capture, field or tag. Default: none.</summary>
    [NotInVersion]
    public string? Mqtt { get; init; }

    /// <summary>How the local message is written. Default <c>json</c>.</summary>
    [NotInVersion]
    [DefaultWord(FormatConfig.Default)]
    public FormatConfig? Format { get; init; }

    /// <summary>
    /// How local results are announced, so that they appear by themselves where they are wanted. Needs <c>mqtt</c> and the format
    /// <c>json</c>. Default: not at all.
    /// </summary>
    [NotInVersion]
    public DiscoveryConfig? Discovery { get; init; }

    /// <summary>Whether the local message is retained. Default false.</summary>
    [NotInVersion]
    public bool Retain { get; init; }

    /// <summary>What makes room when the outbox is at its limit and no resolution is left to lose. Default <c>block</c>.</summary>
    [NotInVersion]
    public WhenFull WhenFull { get; init; } = WhenFull.Block;
}

/// <summary>What makes room when the outbox is at its limit.</summary>
public enum WhenFull
{
    /// <summary>Nothing is lost: messages are taken and acknowledged again once results have left.</summary>
    Block,

    /// <summary>The oldest results that wait are given up, counted, and the cloud is told.</summary>
    DropOldest,
}
