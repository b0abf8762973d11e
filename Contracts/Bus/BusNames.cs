using System.Text;
using EventEdge.Contracts.Measurements;

namespace EventEdge.Contracts.Bus;

/// <summary>Names on the bus that both sides must agree on.</summary>
public static class BusNames
{
    /// <summary>The direct exchange frames are published to.</summary>
    public const string FrameExchange = "eventedge.frames";

    /// <summary>Where a queue's messages go when the broker gives up redelivering them.</summary>
    public const string UndeliverableExchange = "eventedge.undeliverable";

    /// <summary>The queue behind <see cref="UndeliverableExchange"/>: nothing is dropped in silence.</summary>
    public const string UndeliverableQueue = "eventedge.undeliverable";

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

    /// <summary>Routing key of a class and partition: <c>normal.0</c>.</summary>
    public static string RoutingKey(DeliveryClass deliveryClass, int partition) => $"{NameOf(deliveryClass)}.{partition}";

    /// <summary>Ingest queue of a class and partition: <c>eventedge.ingest.normal.0</c>.</summary>
    public static string IngestQueue(DeliveryClass deliveryClass, int partition) => $"eventedge.ingest.{RoutingKey(deliveryClass, partition)}";

    /// <summary>The partition of a node, 0 to <paramref name="partitions"/> - 1: FNV-1a of its UTF-8 name.</summary>
    public static int PartitionOf(string node, int partitions)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(partitions, 1);
        var hash = 2166136261u;
        foreach (var octet in Encoding.UTF8.GetBytes(node)) hash = unchecked((hash ^ octet) * 16777619u);
        return (int)(hash % (uint)partitions);
    }
}
