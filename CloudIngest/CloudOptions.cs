using EventEdge.CloudIngest.Stores;
using EventEdge.Contracts.Bus;
using EventEdge.Contracts.Frames;

namespace EventEdge.CloudIngest;

/// <summary>How a cloud ingest process is deployed.</summary>
public sealed record CloudOptions
{
    /// <summary>Directory of the ledger and, unless configured otherwise, of the embedded store. Made when missing.</summary>
    public required string DataDirectory { get; init; }

    /// <summary>The broker that frames come from; null for the edge of the same process. Default null.</summary>
    public RabbitMqOptions? RabbitMq { get; init; }

    /// <summary>
    /// Whose frames are believed. Default <see cref="SenderRule.Named"/>, and anybody's where the cloud itself is RabbitMQ's development
    /// user <c>guest</c>.
    /// </summary>
    public SenderRule? Senders { get; init; }

    /// <summary>Where points go. Default the embedded store.</summary>
    public StoreOptions Store { get; init; } = new();

    /// <summary>The kinds of store that <see cref="Store"/> chooses from. Default <see cref="BuiltInStores.Catalog"/>.</summary>
    public StoreCatalog Stores { get; init; } = BuiltInStores.Catalog;

    /// <summary>Most points one write may hold; frames that wait are written together up to it. Default 5,000.</summary>
    public int WritePointLimit { get; init; } = 5_000;

    /// <summary>Frames of one queue taken before the first of them is acknowledged. Default 16.</summary>
    public ushort Prefetch { get; init; } = 16;

    /// <summary>
    /// Memory that decoded frames of all queues may take until the store has them. Default 256 MiB; decoding needs up to as much again for
    /// a frame at the limits of <see cref="FrameLimits"/>, and the bodies that wait in the broker's client their own size.
    /// </summary>
    public long FrameMemoryBytes { get; init; } = 256L * 1024 * 1024;

    /// <summary>Longest pause between two attempts while the store is down. Default 30 s.</summary>
    public TimeSpan RetryDelayLimit { get; init; } = TimeSpan.FromSeconds(30);

    /// <summary>How long the edge of the same process waits for the store before it is told to send again later. Default 20 s.</summary>
    public TimeSpan AcceptTimeLimit { get; init; } = TimeSpan.FromSeconds(20);
}
