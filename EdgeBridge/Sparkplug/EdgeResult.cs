using EventEdge.FunctionDispatcher.Decoders.SparkplugB.Values;
using EventEdge.FunctionDispatcher.Outputs;
using EventEdge.FunctionDispatcher.Sparkplug;

namespace EventEdge.EdgeBridge.Sparkplug;

/// <summary>A result for an edge node, as its binding wrote it: names, types, values and times.</summary>
/// <param name="Node">The edge node, with what its binding wants of it.</param>
/// <param name="Device">The device; empty for the edge node itself.</param>
/// <param name="Binding">The binding.</param>
/// <param name="Samples">The metrics, each with a name, a type and a time.</param>
internal sealed record EdgeResult(SparkplugEdgeNode Node, string Device, string Binding, IReadOnlyList<SparkplugSample> Samples)
{
    /// <summary>Reads a message; null where it is none of an edge node.</summary>
    public static EdgeResult? Of(LocalMessage message)
    {
        var payload = new SparkplugPayload();
        if (message.EdgeNode is not { } node || SparkplugTopic.Read(message.Topic, out var topic) is not null) return null;
        if (payload.Read(message.Payload.Span) is not null) return null;
        var samples = new List<SparkplugSample>(payload.Metrics.Count);
        foreach (var metric in payload.Metrics)
        {
            if (metric.Name is not { } name || SparkplugValue.Read(metric, metric.Type, out var value, out _) is not null) return null;
            samples.Add(new(name, metric.Type, value) { Timestamp = metric.Timestamp });
        }

        return new(node, topic.Device, message.Binding, samples);
    }
}
