using EventEdge.FunctionDispatcher.Decoders.SparkplugB.Values;
using System.Globalization;
using EventEdge.Contracts.Events;
using EventEdge.FunctionDispatcher.Outputs;
using EventEdge.FunctionDispatcher.Sparkplug;

namespace EventEdge.EdgeBridge.Tests.Sparkplug;

/// <summary>Messages of Sparkplug as people read them, and results as bindings write them.</summary>
internal static class Said
{
    public static readonly SparkplugEdgeNode Node = new("g", "n");

    public static string Of(LocalMessage message) => Of(message.Topic, message.Payload.Span);

    /// <summary><c>DDATA d seq=2 2=21.5</c>: metrics with their name, number and type where they say them.</summary>
    public static string Of(string topic, ReadOnlySpan<byte> bytes)
    {
        var payload = new SparkplugPayload();
        Assert.Null(payload.Read(bytes));
        Assert.Null(SparkplugTopic.Read(topic, out var parts));
        var metrics = payload.Metrics.Select(Of);
        var sequence = payload.Sequence is { } number ? $" seq={number}" : string.Empty;
        return $"{parts.Message} {parts.Device}{sequence} {string.Join(' ', metrics)}".Replace("  ", " ", StringComparison.Ordinal)
            .TrimEnd();
    }

    /// <summary>A result for a device, of the second since noon.</summary>
    public static LocalMessage Result(string device, double second, params (string Name, object Value)[] fields) =>
        Result(Node, "b", device, second, fields);

    public static LocalMessage Result(
        SparkplugEdgeNode node, string binding, string device, double second, params (string Name, object Value)[] fields)
    {
        var time = (ulong)Noon.AddSeconds(second).ToUnixTimeMilliseconds();
        var samples = fields.Select(field => Sample(field.Name, field.Value) with { Timestamp = time, SaysType = true });
        var topic = new SparkplugTopic(
            device.Length == 0 ? SparkplugMessage.NDATA : SparkplugMessage.DDATA, node.Group, node.Name, device).ToString();
        return new(topic, new SparkplugWriter().Write(null, samples, null), Retain: false, binding) { EdgeNode = node };
    }

    public static readonly DateTimeOffset Noon = new(2026, 3, 1, 12, 0, 0, TimeSpan.Zero);

    /// <summary>The command that asks for births.</summary>
    public static byte[] Rebirth(bool value = true) => new SparkplugWriter().Write(
        1, [new("Node Control/Rebirth", SparkplugDataType.Boolean, value) { SaysType = true }], null);

    private static SparkplugSample Sample(string name, object value) => value switch
    {
        double number => new(name, SparkplugDataType.Double, number),
        int number => new(name, SparkplugDataType.Int32, number),
        bool truth => new(name, SparkplugDataType.Boolean, truth),
        string text => new(name, SparkplugDataType.String, text),
        _ => throw new ArgumentException($"{value.GetType()}", nameof(value)),
    };

    private static string Of(SparkplugMetric metric)
    {
        var type = metric.Type == SparkplugDataType.Unknown && metric.ValueField is 10 or 11 ? SparkplugDataType.Int32 : metric.Type;
        Assert.Null(SparkplugValue.Read(metric, type, out var value, out _));
        var (alias, said) = (metric.Alias is { } number ? $"#{number}" : string.Empty, metric.Type == 0 ? string.Empty : $":{metric.Type}");
        var past = metric.IsHistorical ? "!" : string.Empty;
        return string.Create(CultureInfo.InvariantCulture, $"{metric.Name}{alias}{said}={Shown(value)}{past}");
    }

    private static string Shown(FieldValue value) => value.Kind == FieldKind.Null ? "null" : value.ToString();
}
