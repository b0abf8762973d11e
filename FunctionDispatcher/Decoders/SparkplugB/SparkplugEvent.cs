using EventEdge.FunctionDispatcher.Decoders.SparkplugB.Values;
using EventEdge.Contracts.Events;
using EventEdge.FunctionDispatcher.Sparkplug;

namespace EventEdge.FunctionDispatcher.Decoders.SparkplugB;

/// <summary>One event of a message: a metric, or, without a name, the birth or death of a node or device.</summary>
/// <param name="Name">The metric; null where it is a birth or death itself.</param>
/// <param name="Device">The device it is about; empty for the node.</param>
/// <param name="Time">Milliseconds since 1970.</param>
internal readonly record struct SparkplugEvent(string? Name, string Device, ulong? Time)
{
    public SparkplugDataType Type { get; init; }

    public FieldValue Value { get; init; }

    /// <summary>What the value is, which says the field it stands in.</summary>
    public SparkplugPart Part { get; init; }

    public bool IsHistorical { get; init; }

    /// <summary>Whether it is said that the value does not count any more, by the death of its node or device.</summary>
    public bool IsStale { get; init; }

    /// <summary>How good the value is, as its sender says; null where it does not.</summary>
    public long? Quality { get; init; }

    /// <summary>What its sender says beside the value, as JSON; null where it does not.</summary>
    public string? Properties { get; init; }
}
