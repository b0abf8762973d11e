using System.Text;
using EventEdge.Contracts.Measurements;

namespace EventEdge.Contracts.Bus;

/// <summary>Names on the bus that both sides must agree on.</summary>
public static class BusNames
{
    /// <summary>The topic exchange that frames are published to: a node's user may publish under its own name only.</summary>
    public const string NodeExchange = "eventedge.nodes";

    /// <summary>The direct exchange that edges of earlier versions publish to; the cloud goes on listening to it.</summary>
    public const string FrameExchange = "eventedge.frames";

    /// <summary>Where a queue's messages go when the broker gives up redelivering them.</summary>
    public const string UndeliverableExchange = "eventedge.undeliverable";

    /// <summary>The queue behind <see cref="UndeliverableExchange"/>: nothing is dropped in silence.</summary>
    public const string UndeliverableQueue = "eventedge.undeliverable";

    /// <summary>The queue that holds the mark of the ledger that was fed from this bus last: one message.</summary>
    public const string LedgerQueue = "eventedge.ledger";

    /// <summary>Media type of a frame's body once decompressed.</summary>
    public const string ContentType = "application/json";

    /// <summary>The AMQP property that announces the compression.</summary>
    public const string ContentEncoding = "gzip";

    /// <summary>Every class, the most urgent first.</summary>
    public static IReadOnlyList<DeliveryClass> Classes { get; } = [DeliveryClass.Alarm, DeliveryClass.Normal, DeliveryClass.Bulk];

    /// <summary>Arguments every ingest queue is declared with; a queue declared with others is refused by the broker.</summary>
    public static IReadOnlyDictionary<string, object> QueueArguments { get; } = new Dictionary<string, object>
    {
        ["x-queue-type"] = "quorum",
        ["x-single-active-consumer"] = true,
        ["x-dead-letter-exchange"] = UndeliverableExchange,
    };

    /// <summary>The class's name in queues, routing keys and frames.</summary>
    public static string NameOf(DeliveryClass deliveryClass) => deliveryClass switch
    {
        DeliveryClass.Alarm => "alarm",
        DeliveryClass.Normal => "normal",
        _ => "bulk",
    };

    /// <summary>Routing key of a node's frames: <c>normal.0.edge-1</c>.</summary>
    public static string NodeKey(DeliveryClass deliveryClass, int partition, string node) =>
        $"{RoutingKey(deliveryClass, partition)}.{node}";

    /// <summary>What binds the queue of a class and partition to <see cref="NodeExchange"/>: <c>normal.0.#</c>.</summary>
    public static string NodeBinding(DeliveryClass deliveryClass, int partition) => $"{RoutingKey(deliveryClass, partition)}.#";

    /// <summary>Routing key of a class and partition: <c>normal.0</c>.</summary>
    public static string RoutingKey(DeliveryClass deliveryClass, int partition) => $"{NameOf(deliveryClass)}.{partition}";

    /// <summary>Ingest queue of a class and partition: <c>eventedge.ingest.normal.0</c>.</summary>
    public static string IngestQueue(DeliveryClass deliveryClass, int partition) =>
        $"eventedge.ingest.{RoutingKey(deliveryClass, partition)}";

    /// <summary>Arguments every queue of notices is declared with: the newest 16, gone after 30 days in which nobody used it.</summary>
    public static IReadOnlyDictionary<string, object?> NoticeQueueArguments { get; } =
        new Dictionary<string, object?> { ["x-max-length"] = 16, ["x-expires"] = 30L * 24 * 60 * 60 * 1000 };

    /// <summary>
    /// The queue of what the cloud has to say to a node: <c>eventedge.notices.edge-1</c>; null for a name that is too long for one.
    /// </summary>
    public static string? NoticeQueue(string node) => Encoding.UTF8.GetByteCount(node) <= 200 ? $"eventedge.notices.{node}" : null;

    /// <summary>The partition of a node, 0 to <paramref name="partitions"/> - 1: FNV-1a of its UTF-8 name.</summary>
    public static int PartitionOf(string node, int partitions)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(partitions, 1);
        var hash = 2166136261u;
        foreach (var octet in Encoding.UTF8.GetBytes(node)) hash = unchecked((hash ^ octet) * 16777619u);
        return (int)(hash % (uint)partitions);
    }
}
