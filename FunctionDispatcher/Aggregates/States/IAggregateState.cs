using EventEdge.Contracts.Events;

namespace EventEdge.FunctionDispatcher.Aggregates.States;

/// <summary>
/// What one aggregate knows of one window of one key. Two laws, both tested for every aggregate: the value does not depend on the order of
/// <see cref="Add"/> calls, and merging two states equals adding all their events to one.
/// </summary>
internal interface IAggregateState
{
    /// <summary>Takes an event in. What is no value for this aggregate, such as a text for a sum, is passed over.</summary>
    void Add(EdgeEvent input);

    /// <summary>Takes in everything another state of the same aggregate holds.</summary>
    void Merge(IAggregateState other);

    /// <summary>The value; missing when there is none, such as the mean of nothing.</summary>
    /// <param name="end">Where the window ends, in UTC ticks.</param>
    FieldValue Value(long end);

    /// <summary>Writes the state so that <see cref="Load"/> restores it bit for bit.</summary>
    void Save(BinaryWriter writer);

    /// <summary>Replaces the state with a saved one.</summary>
    void Load(BinaryReader reader);
}
