using EventEdge.FunctionDispatcher.Decoders.SparkplugB.Values;
using EventEdge.Contracts.Events;
using EventEdge.FunctionDispatcher.Sparkplug;

namespace EventEdge.FunctionDispatcher.Decoders.SparkplugB;

/// <summary>The fields of events of Sparkplug B.</summary>
internal sealed class SparkplugFields
{
    /// <summary>Their names.</summary>
    public static readonly string[] Names =
    [
        "group", "edge_node", "device", "message", "online", "name", "type", "value", "text", "boolean", "data", "time", "historical",
        "seq", "missed", "json", "stale", "quality", "properties",
    ];

    private const long Stale = 500;

    private readonly int[] _slots;

    public SparkplugFields(EventLayout layout) => _slots = [.. Names.Select(layout.SlotOf)];

    /// <summary>Fills an event with what is known of it.</summary>
    public void Fill(EdgeEvent target, in SparkplugTopic topic, in SparkplugEvent source, ulong? sequence, int missed)
    {
        Set(target, 0, FieldValue.Of(topic.Group));
        Set(target, 1, FieldValue.Of(topic.EdgeNode));
        if (source.Device.Length > 0) Set(target, 2, FieldValue.Of(source.Device));
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
        if (source.IsStale) Set(target, 16, FieldValue.Of(true));
        else Set(target, PlaceOf(source.Part), source.Value);
        if ((source.IsStale ? Stale : source.Quality) is { } quality) Set(target, 17, FieldValue.Of(quality));
        if (source.Properties is { } properties) Set(target, 18, FieldValue.Of(properties));
    }

    private static int PlaceOf(SparkplugPart part) => part switch
    {
        SparkplugPart.Text => 8,
        SparkplugPart.Boolean => 9,
        SparkplugPart.Data => 10,
        SparkplugPart.Json => 15,
        _ => 7,
    };

    // A topic capture of the same name wins.
    private void Set(EdgeEvent target, int field, in FieldValue value)
    {
        if (target.At(_slots[field]).Kind == FieldKind.Missing) target.Set(_slots[field], value);
    }
}
