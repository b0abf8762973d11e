using EventEdge.Contracts.Events;

namespace EventEdge.FunctionDispatcher.Functions.Numerics;

/// <summary>
/// A number, a whole one with every digit, and when it was measured; ordered by time and then by size, so that "first" and "last" have one
/// answer.
/// </summary>
/// <param name="Ticks">Event time, UTC ticks.</param>
/// <param name="Value">The number.</param>
internal readonly record struct ExactEdge(long Ticks, FieldValue Value) : IComparable<ExactEdge>
{
    /// <inheritdoc />
    public int CompareTo(ExactEdge other) => Ticks != other.Ticks ? Ticks.CompareTo(other.Ticks) : WholeNumber.Compare(Value, other.Value);

    /// <summary>Writes it.</summary>
    public void Save(BinaryWriter writer)
    {
        writer.Write(Ticks);
        writer.Write(Value.IsRounded ? double.NaN : Value.NumberOr(0));
        if (Value.IsRounded) writer.WriteValue(Value);
    }

    /// <summary>Reads what <see cref="Save"/> wrote.</summary>
    public static ExactEdge Load(BinaryReader reader) => new(reader.ReadInt64(), LoadValue(reader));

    // No measured number is NaN: where it stands, a whole number follows that no double holds.
    private static FieldValue LoadValue(BinaryReader reader) =>
        reader.ReadDouble() is var number && double.IsNaN(number) ? reader.ReadValue() : number;
}
