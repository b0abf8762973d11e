using EventEdge.FunctionDispatcher.Functions.Numerics;

namespace EventEdge.FunctionDispatcher.Functions;

/// <summary>The values of a window in the order of their times, whatever order they came in; of too many, the earliest.</summary>
/// <typeparam name="T">What is kept of each.</typeparam>
internal sealed class TimedSamples<T>(int limit)
    where T : struct, ISample<T>
{
    private readonly List<T> _samples = [];
    private bool _isSorted = true;

    /// <summary>The samples in their order.</summary>
    public IReadOnlyList<T> InOrder
    {
        get
        {
            if (!_isSorted) _samples.Sort();
            _isSorted = true;
            return _samples.Count > limit ? _samples.GetRange(0, limit) : _samples;
        }
    }

    /// <summary>Takes a sample in.</summary>
    public void Add(T sample)
    {
        _isSorted &= _samples.Count == 0 || _samples[^1].CompareTo(sample) <= 0;
        _samples.Add(sample);
        // Twice as many may wait, so that sorting is seldom.
        if (_samples.Count < 2 * limit) return;
        _samples.Sort();
        _samples.RemoveRange(limit, _samples.Count - limit);
        _isSorted = true;
    }

    /// <summary>Takes in all that another one holds.</summary>
    public void Merge(TimedSamples<T> other)
    {
        foreach (var sample in other._samples.ToArray()) Add(sample);
    }

    /// <summary>Writes them.</summary>
    public void Save(BinaryWriter writer)
    {
        var samples = InOrder;
        writer.Write7BitEncodedInt(samples.Count);
        foreach (var sample in samples) sample.Save(writer);
    }

    /// <summary>Reads what <see cref="Save"/> wrote.</summary>
    public void Load(BinaryReader reader)
    {
        _samples.Clear();
        for (var left = reader.Read7BitEncodedInt(); left > 0; left--) _samples.Add(T.Load(reader));
        _isSorted = true;
    }
}
