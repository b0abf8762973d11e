namespace EventEdge.FunctionDispatcher.Functions.Numerics;

/// <summary>A number and when it was measured, ordered by time and then by size, so that "first" and "last" have one answer.</summary>
/// <param name="Ticks">Event time, UTC ticks.</param>
/// <param name="Value">The number.</param>
internal readonly record struct Edge(long Ticks, double Value) : ISample<Edge>
{
    /// <inheritdoc />
    public int CompareTo(Edge other) => Ticks != other.Ticks ? Ticks.CompareTo(other.Ticks) : Value.CompareTo(other.Value);

    /// <inheritdoc />
    public void Save(BinaryWriter writer)
    {
        writer.Write(Ticks);
        writer.Write(Value);
    }

    /// <inheritdoc />
    public static Edge Load(BinaryReader reader) => new(reader.ReadInt64(), reader.ReadDouble());
}
