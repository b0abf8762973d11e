using EventEdge.Contracts.Events;
using EventEdge.Contracts.Measurements;

namespace EventEdge.FunctionDispatcher.Functions.Merging;

/// <summary>Writes what a function knows of a result, for <see cref="ResultStates"/> to read.</summary>
internal static class ResultState
{
    /// <summary>
    /// The state of a result: the function's own, or what follows from the rules it declared; empty when it cannot be merged.
    /// </summary>
    /// <param name="result">The result.</param>
    /// <param name="fields">Its fields that can be stored.</param>
    public static ReadOnlyMemory<byte> Of(Measurement result, IReadOnlyList<KeyValuePair<string, FieldValue>> fields) =>
        result.Merge.Count == 0 ? result.State : DeclaredState.Of(fields, result.Merge) is { } declared ? Save(declared) : default;

    /// <summary>A state as bytes.</summary>
    public static ReadOnlyMemory<byte> Save(IResultState state)
    {
        using var stream = new MemoryStream(128);
        using var writer = new BinaryWriter(stream);
        writer.Write(state.Kind);
        state.Save(writer);
        return stream.GetBuffer().AsMemory(0, (int)stream.Length);
    }
}
