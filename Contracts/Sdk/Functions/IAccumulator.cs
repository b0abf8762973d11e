using EventEdge.Contracts.Events;
using EventEdge.Contracts.Measurements;

namespace EventEdge.Contracts.Functions;

/// <summary>
/// The running state of one window of one key. Two laws, both tested: the result does not depend on the order of <see cref="Add"/>
/// calls, and merging two states equals adding all their events to one.
/// </summary>
public interface IAccumulator
{
    /// <summary>
    /// Takes one event in. Reads what it needs at once: the instance is reused. An exception gives the event up, as a dead letter, and the
    /// window goes on without it; so leave the state as it was.
    /// </summary>
    void Add(EdgeEvent input);

    /// <summary>Takes in everything another accumulator of the same function holds (session merge, coarser windows).</summary>
    void Merge(IAccumulator other);

    /// <summary>The measurements of the window as it stands. May be called again after further events; must not change the state.</summary>
    IEnumerable<Measurement> Result(WindowBounds window);

    /// <summary>Writes the state so that <see cref="Load"/> restores it bit for bit.</summary>
    void Save(BinaryWriter writer);

    /// <summary>Replaces the state with a saved one.</summary>
    void Load(BinaryReader reader);
}
