namespace EventEdge.FunctionDispatcher.Functions.Numerics;

/// <summary>A measured number that may not have come yet, in saved state.</summary>
internal static class OptionalEdge
{
    /// <summary>Writes it, or that there is none.</summary>
    public static void WriteEdge(this BinaryWriter writer, ExactEdge? edge)
    {
        writer.Write(edge is not null);
        edge?.Save(writer);
    }

    /// <summary>Reads what <see cref="WriteEdge"/> wrote.</summary>
    public static ExactEdge? ReadEdge(this BinaryReader reader) => reader.ReadBoolean() ? ExactEdge.Load(reader) : null;
}
