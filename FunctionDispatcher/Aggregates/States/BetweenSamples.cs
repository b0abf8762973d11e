using EventEdge.FunctionDispatcher.Functions.Numerics;

namespace EventEdge.FunctionDispatcher.Aggregates.States;

/// <summary>The first and the last of samples in order, and the exact sum of what lay between neighbours.</summary>
internal struct BetweenSamples
{
    private ExactSum _total;

    public long Count { get; private set; }

    public Sample First { get; private set; }

    public Sample Last { get; private set; }

    public readonly bool IsEmpty => Count == 0;

    public readonly double Total => _total.Value;

    /// <summary>Adds a sample that comes after all others.</summary>
    public void Append(Sample next, Between between)
    {
        if (IsEmpty) First = next;
        else between.Add(Last, next, ref _total);
        Last = next;
        Count++;
    }

    /// <summary>Adds samples that come after all others.</summary>
    public void Append(in BetweenSamples later, Between between)
    {
        if (later.IsEmpty) return;
        if (IsEmpty)
        {
            this = later.Copy();
            return;
        }

        between.Add(Last, later.First, ref _total);
        _total.Add(later._total);
        Last = later.Last;
        Count += later.Count;
    }

    /// <summary>A sum may keep its terms on the heap: a copy has its own.</summary>
    public readonly BetweenSamples Copy()
    {
        var total = default(ExactSum);
        total.Add(_total);
        return this with { _total = total };
    }

    /// <summary>Writes it.</summary>
    public readonly void Save(BinaryWriter writer)
    {
        writer.Write7BitEncodedInt64(Count);
        if (IsEmpty) return;
        First.Save(writer);
        Last.Save(writer);
        _total.Save(writer);
    }

    /// <summary>Reads what <see cref="Save"/> wrote.</summary>
    public static BetweenSamples Load(BinaryReader reader)
    {
        var samples = new BetweenSamples { Count = reader.Read7BitEncodedInt64() };
        if (samples.IsEmpty) return samples;
        samples.First = Sample.Load(reader);
        samples.Last = Sample.Load(reader);
        samples._total = ExactSum.Load(reader);
        return samples;
    }
}
