using EventEdge.Contracts.Events;
using EventEdge.FunctionDispatcher.Aggregates;
using EventEdge.FunctionDispatcher.Functions.Count;
using EventEdge.FunctionDispatcher.Functions.Merging;
using EventEdge.FunctionDispatcher.Functions.Stats;

namespace EventEdge.FunctionDispatcher;

/// <summary>
/// Reads results that were kept as bytes to be merged later, without the binding and its version: a byte for the kind of function, then
/// what the function knows. Merging states and then telling the result equals one window over all their events.
/// </summary>
public static class ResultStates
{
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

        return ResultState.Save(merged);
    }

    private static IResultState Load(ReadOnlyMemory<byte> state)
    {
        using var reader = new BinaryReader(new MemoryStream(state.ToArray(), writable: false));
        return reader.ReadByte() switch
        {
            CountResult.StoredKind => CountResult.Load(reader),
            StatsState.StoredKind => StatsState.Load(reader),
            DeclaredState.StoredKind => DeclaredState.Load(reader),
            AggregateResultState.StoredKind => AggregateResultState.Load(reader),
            var kind => throw new InvalidDataException($"a result state of unknown kind {kind}"),
        };
    }
}
