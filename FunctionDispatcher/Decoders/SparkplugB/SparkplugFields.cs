using EventEdge.Contracts.Events;

namespace EventEdge.FunctionDispatcher.Decoders.SparkplugB;

/// <summary>The fields of events of Sparkplug B.</summary>
internal sealed class SparkplugFields
{
    /// <summary>Their names.</summary>
    public static readonly string[] Names =
    [
        "group", "edge_node", "device", "message", "online", "name", "type", "value", "text", "boolean", "data", "time", "historical",
        "seq", "missed",
    ];

    private readonly int[] _slots;

    public SparkplugFields(EventLayout layout) => _slots = [.. Names.Select(layout.SlotOf)];

    /// <summary>Fills an event with what is known of it.</summary>
    public void Fill(EdgeEvent target, in SparkplugTopic topic, in SparkplugEvent source, ulong? sequence, int missed)
    {
        Set(target, 0, FieldValue.Of(topic.Group));
        Set(target, 1, FieldValue.Of(topic.EdgeNode));
        if (topic.Device.Length > 0) Set(target, 2, FieldValue.Of(topic.Device));
        Set(target, 3, FieldValue.Of(topic.Message.ToString()));
        if (source.Name is null) Set(target, 4, FieldValue.Of(topic.IsBirth));
        else FillMetric(target, source);
        if (source.Time is { } time) Set(target, 11, FieldValue.Of(time));
        if (source.IsHistorical) Set(target, 12, FieldValue.Of(true));
        if (sequence is { } number) Set(target, 13, FieldValue.Of(number));
        if (missed > 0) Set(target, 14, FieldValue.Of((long)missed));
    }

    private void FillMetric(EdgeEvent target, in SparkplugEvent source)
    {
        Set(target, 5, FieldValue.Of(source.Name));
        if (source.Type != SparkplugDataType.Unknown) Set(target, 6, FieldValue.Of(source.Type.ToString()));
        var place = source.Value.Kind switch
        {
            FieldKind.Text => source.IsData ? 10 : 8,
            FieldKind.Boolean => 9,
            _ => 7,
        };
        Set(target, place, source.Value);
    }

    // A topic capture of the same name wins.
    private void Set(EdgeEvent target, int field, in FieldValue value)
    {
        if (target.At(_slots[field]).Kind == FieldKind.Missing) target.Set(_slots[field], value);
    }
}

/// <summary>One event of a message: a metric, or, without a name, a birth or death itself.</summary>
internal readonly record struct SparkplugEvent(
    string? Name, SparkplugDataType Type, FieldValue Value, bool IsData, ulong? Time, bool IsHistorical);
