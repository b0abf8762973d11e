using EventEdge.Contracts.Bus;

namespace EventEdge.EdgeBridge.Uplink;

/// <summary>How results leave an edge node.</summary>
public sealed record UplinkOptions
{
    /// <summary>The node's name: the same in every run, different from every other node's.</summary>
    public required string Node { get; init; }

    /// <summary>
    /// Where frames go: the scheme of its address chooses the way. Null for the cloud ingest of the same process. Default null.
    /// </summary>
    public RabbitMqOptions? Bus { get; init; }

    /// <summary>Most points in one frame, unless a single outbox record holds more. Default 500.</summary>
    public int FramePointLimit { get; init; } = 500;

    /// <summary>Most frames sent and not yet confirmed, over all classes. Default 16.</summary>
    public int UnconfirmedFrameLimit { get; init; } = 16;

    /// <summary>
    /// Most records a second that leave of a backlog, beside fresh ones, which are not limited: for a narrow link. More than 0; null, the
    /// default, sets no limit.
    /// </summary>
    public double? ReplayRate { get; init; }

    /// <summary>
    /// How long the broker may confirm nothing, while frames wait for that, before the connection is replaced and they are sent again. As
    /// long may connecting take, and opening what frames are sent on. Default 30 s.
    /// </summary>
    public TimeSpan ConfirmTimeLimit { get; init; } = TimeSpan.FromSeconds(30);

    /// <summary>Longest pause between two attempts while the broker cannot be reached. Default 60 s.</summary>
    public TimeSpan RetryDelayLimit { get; init; } = TimeSpan.FromSeconds(60);
}
