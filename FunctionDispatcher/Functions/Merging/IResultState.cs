using EventEdge.Contracts.Events;

namespace EventEdge.FunctionDispatcher.Functions.Merging;

/// <summary>The state of a result, whole enough to be merged and told again without the binding it came from.</summary>
internal interface IResultState
{
    /// <summary>The first byte of the state where it is stored, by which <see cref="ResultStates"/> knows how to read it: one for each kind
    /// of function, never another's, also of kinds that are no more.</summary>
    byte Kind { get; }

    /// <summary>Takes in the state of another window; false, and nothing changed, when it describes something else.</summary>
    bool TryMerge(IResultState other);

    /// <summary>The fields of the result.</summary>
    IReadOnlyList<KeyValuePair<string, FieldValue>> Fields { get; }

    /// <summary>Writes the state.</summary>
    void Save(BinaryWriter writer);
}
