using EventEdge.FunctionDispatcher.Configuration;
using EventEdge.FunctionDispatcher.Configuration.Shapes;
using EventEdge.FunctionDispatcher.Sparkplug;

namespace EventEdge.FunctionDispatcher.Decoders.SparkplugB;

/// <summary>Sparkplug B payloads: each metric is an event, and so is each birth and death.</summary>
public sealed record SparkplugBDecoderConfig : DecoderConfig
{
    /// <inheritdoc />
    public override string Name => "sparkplug_b";

    /// <summary>Whether a node is asked for its births where one is missing, messages of it are missing, or it sends a number that no
    /// birth has named. Default true.</summary>
    [NotInVersion]
    public bool Rebirth { get; init; } = true;

    /// <summary>How long a node is not asked again. 1 s to 1 d. Default 30 s.</summary>
    [NotInVersion]
    [Range("1s", "1d")]
    public TimeSpan RebirthInterval { get; init; } = TimeSpan.FromSeconds(30);

    /// <summary>How long missing messages may still come, out of order, before the node is asked. 0 s to 1 h. Default 2 s.</summary>
    [NotInVersion]
    [Range("0s", "1h")]
    public TimeSpan ReorderTimeout { get; init; } = TimeSpan.FromSeconds(2);

    /// <summary>The host application that the node is for others while the binding is in force: its state is published. Default: none.
    /// </summary>
    [NotInVersion]
    [Form("[^/+#\\x00-\\x1f]+", 256)]
    public string? HostId { get; init; }

    /// <inheritdoc />
    public override IReadOnlyList<string> Fields => SparkplugFields.Names;

    /// <inheritdoc />
    public override SparkplugHost? Host => HostId is { } id ? new(id) : null;
}
