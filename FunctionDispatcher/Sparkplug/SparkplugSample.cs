using EventEdge.Contracts.Events;

namespace EventEdge.FunctionDispatcher.Sparkplug;

/// <summary>A metric to be written.</summary>
/// <param name="Name">Its name; null where its number stands for it.</param>
/// <param name="Type">Its type, which says how its value is written.</param>
/// <param name="Value">Its value, which <see cref="SparkplugTypes.Fits"/> its type; null is null.</param>
internal readonly record struct SparkplugSample(string? Name, SparkplugDataType Type, FieldValue Value)
{
    /// <summary>Its number; null where it has none, or its name stands for it.</summary>
    public ulong? Alias { get; init; }

    /// <summary>Milliseconds since 1970.</summary>
    public ulong? Timestamp { get; init; }

    /// <summary>Whether the type is said, as births do.</summary>
    public bool SaysType { get; init; }

    /// <summary>Whether it is not of now.</summary>
    public bool IsHistorical { get; init; }
}
