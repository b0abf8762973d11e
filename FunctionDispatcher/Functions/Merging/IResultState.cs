using EventEdge.Contracts.Events;

namespace EventEdge.FunctionDispatcher.Functions.Merging;

/// <summary>The state of a result, whole enough to be merged and told again without the binding it came from.</summary>
internal interface IResultState
{
    /// <summary>Takes in the state of another window; false, and nothing changed, when it describes something else.</summary>
    bool TryMerge(IResultState other);

    /// <summary>The fields of the result.</summary>
    IReadOnlyList<KeyValuePair<string, FieldValue>> Fields { get; }

    /// <summary>Writes the state.</summary>
    void Save(BinaryWriter writer);
}
