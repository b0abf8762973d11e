using EventEdge.FunctionDispatcher.Functions.Numerics;

namespace EventEdge.FunctionDispatcher.Functions.Vibration;

/// <summary>A sample, ordered by its time and its number within it.</summary>
/// <param name="Ticks">Event time, UTC ticks.</param>
/// <param name="Number">Its number among those of one time; 0 where there is no index.</param>
/// <param name="Value">The sample.</param>
internal readonly record struct NumberedSample(long Ticks, double Number, double Value) : ISample<NumberedSample>
{
    /// <inheritdoc />
    public int CompareTo(NumberedSample other)
    {
        if (Ticks != other.Ticks) return Ticks.CompareTo(other.Ticks);
        var order = Number.CompareTo(other.Number);
        return order != 0 ? order : Value.CompareTo(other.Value);
    }

    /// <inheritdoc />
    public void Save(BinaryWriter writer)
    {
        writer.Write(Ticks);
        writer.Write(Number);
        writer.Write(Value);
    }

    /// <inheritdoc />
    public static NumberedSample Load(BinaryReader reader) => new(reader.ReadInt64(), reader.ReadDouble(), reader.ReadDouble());
}
