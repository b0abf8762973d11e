using EventEdge.Contracts.Events;
using EventEdge.Contracts.Measurements;
using EventEdge.FunctionDispatcher.Aggregates;

namespace EventEdge.FunctionDispatcher.Functions.Merging;

/// <summary>
/// Results as bytes that can be merged later, without the binding and its version: a byte for the kind of function, then what the function
/// knows. Merging states and then telling the result equals one window over all their events.
/// </summary>
public static class ResultStates
{
    private const byte CountKind = 1;
    private const byte StatsKind = 2;
    private const byte DeclaredKind = 3;
    private const byte AggregateKind = 4;

    /// <summary>
    /// The state of a result: the function's own, or what follows from the rules it declared; empty when it cannot be merged.
    /// </summary>
    /// <param name="result">The result.</param>
    /// <param name="fields">Its fields that can be stored.</param>
    internal static ReadOnlyMemory<byte> Of(Measurement result, IReadOnlyList<KeyValuePair<string, FieldValue>> fields) =>
        result.Merge.Count == 0 ? result.State : DeclaredState.Of(fields, result.Merge) is { } declared ? Save(declared) : default;

    /// <summary>The fields of a result's state.</summary>
    /// <exception cref="InvalidDataException">Not a state this version knows.</exception>
    public static IReadOnlyList<KeyValuePair<string, FieldValue>> FieldsOf(ReadOnlyMemory<byte> state) => Load(state).Fields;

    /// <summary>The states of several windows, in order of time, as that of one; null when they describe different things.</summary>
    /// <exception cref="InvalidDataException">Not a state this version knows.</exception>
    public static ReadOnlyMemory<byte>? Merge(IReadOnlyList<ReadOnlyMemory<byte>> states)
    {
        var merged = Load(states[0]);
        for (var i = 1; i < states.Count; i++)
        {
            if (!merged.TryMerge(Load(states[i]))) return null;
        }

        return Save(merged);
    }

    internal static ReadOnlyMemory<byte> Save(IResultState state)
    {
        using var stream = new MemoryStream(128);
        using var writer = new BinaryWriter(stream);
        writer.Write(KindOf(state));
        state.Save(writer);
        return stream.GetBuffer().AsMemory(0, (int)stream.Length);
    }

    private static byte KindOf(IResultState state) => state switch
    {
        CountState => CountKind,
        StatsState => StatsKind,
        AggregateResultState => AggregateKind,
        _ => DeclaredKind,
    };

    private static IResultState Load(ReadOnlyMemory<byte> state)
    {
        using var reader = new BinaryReader(new MemoryStream(state.ToArray(), writable: false));
        return reader.ReadByte() switch
        {
            CountKind => CountState.Load(reader),
            StatsKind => StatsState.Load(reader),
            DeclaredKind => DeclaredState.Load(reader),
            AggregateKind => AggregateResultState.Load(reader),
            var kind => throw new InvalidDataException($"a result state of unknown kind {kind}"),
        };
    }
}
