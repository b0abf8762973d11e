using EventEdge.Contracts.Events;
using EventEdge.Contracts.Measurements;

namespace EventEdge.Contracts.Functions;

/// <summary>A function over the event stream of one key with a small memory of its own, such as a threshold with hysteresis.</summary>
public interface IKeyedFunction
{
    /// <summary>Told the binding's slots once, before the first event.</summary>
    void Bind(EventLayout layout);

    /// <summary>The fresh state of one key.</summary>
    IKeyedState CreateState();
}

/// <summary>The memory of one key. Committed with the results it led to, so that a crash neither repeats nor forgets a step.</summary>
public interface IKeyedState
{
    /// <summary>Takes one event and adds what it leads to.</summary>
    void Next(EdgeEvent input, ICollection<Measurement> output);

    /// <summary>Writes the state so that <see cref="Load"/> restores it bit for bit.</summary>
    void Save(BinaryWriter writer);

    /// <summary>Replaces the state with a saved one.</summary>
    void Load(BinaryReader reader);
}
