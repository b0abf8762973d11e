using EventEdge.Contracts.Events;
using EventEdge.Contracts.Rx.Windows;
using EventEdge.FunctionDispatcher.Functions;

namespace EventEdge.FunctionDispatcher.Aggregates.States;

/// <summary>
/// Values in the order of their times, for aggregates of what lies between neighbours: time-weighted mean, integral, increase, duration.
/// The latest <see cref="SampleLimit"/> samples are kept, so that a late one finds its place; older ones are only known by what lay between
/// them, and what is later still than those is left out.
/// </summary>
internal sealed class SamplesState(Func<EdgeEvent, FieldValue> value, Between between) : IAggregateState
{
    /// <summary>Most samples that are kept one by one.</summary>
    public const int SampleLimit = 4096;

    private readonly List<Sample> _samples = [];
    private BetweenSamples _past;

    // The last sample before the window, where that counts.
    private Sample? _before;

    /// <summary>Whether the last sample before the window counts.</summary>
    public bool LooksBack => between.LooksBack;

    public void Add(EdgeEvent input)
    {
        if (value(input) is { Exists: true } seen) Insert(new(input.Time.UtcTicks, seen));
        if (_samples.Count > SampleLimit) Fold(_samples.Count - (SampleLimit / 2));
    }

    public void Merge(IAggregateState other)
    {
        var samples = (SamplesState)other;
        if (samples._before is { } before && !(_before is { } own && own.CompareTo(before) <= 0)) _before = before;
        if (samples._past.IsEmpty)
        {
            foreach (var sample in samples._samples.ToArray()) Insert(sample);
        }
        else if (_past.IsEmpty && (_samples.Count == 0 || samples._past.First.CompareTo(_samples[^1]) < 0))
        {
            var later = _samples.ToArray();
            _samples.Clear();
            _samples.AddRange(samples._samples);
            _past = samples._past;
            foreach (var sample in later) Insert(sample);
        }
        else
        {
            // What comes after all that is here: between the two lies one more gap.
            Fold(_samples.Count);
            _past.Append(samples._past, between);
            foreach (var sample in samples._samples.ToArray()) Insert(sample);
        }

        if (_samples.Count > SampleLimit) Fold(_samples.Count - (SampleLimit / 2));
    }

    public FieldValue Value(long end)
    {
        if (All() is not { IsEmpty: false } all) return FieldValue.Missing;
        if (_before is not { } before || before.CompareTo(all.First) >= 0) return between.Value(all, end);
        var whole = default(BetweenSamples);
        whole.Append(before, between);
        whole.Append(all, between);
        return between.Value(whole, end);
    }

    /// <summary>Sets a part of a border to the last sample before an instant, where it has one.</summary>
    public void Fill(WindowBorder border, int part, long before)
    {
        var end = _samples.Count;
        while (end > 0 && _samples[end - 1].Ticks >= before) end--;
        if (end > 0) border.Set(part, (_samples[end - 1].Ticks, _samples[end - 1].Value));
        else if (_past.IsEmpty || _past.First.Ticks >= before) return;
        else border.Set(part, _past.Last.Ticks < before ? (_past.Last.Ticks, _past.Last.Value) : null);
    }

    /// <summary>Takes what came before the window; true where it is another than was known.</summary>
    public bool Follow((long Ticks, FieldValue Value)? before)
    {
        var sample = before is { } known ? new Sample(known.Ticks, known.Value) : default(Sample?);
        if (sample == _before) return false;
        _before = sample;
        return true;
    }

    /// <summary>Writes what is needed to merge with windows that follow: what lies between the samples, without them.</summary>
    public void SaveClosed(BinaryWriter writer)
    {
        All().Save(writer);
        SaveCount(0, writer);
        _before?.Save(writer);
    }

    public void Save(BinaryWriter writer)
    {
        _past.Save(writer);
        SaveCount(_samples.Count, writer);
        _before?.Save(writer);
        foreach (var sample in _samples) sample.Save(writer);
    }

    public void Load(BinaryReader reader)
    {
        _samples.Clear();
        _past = BetweenSamples.Load(reader);
        var count = reader.Read7BitEncodedInt();
        _before = count < 0 ? Sample.Load(reader) : null;
        for (var left = count < 0 ? ~count : count; left > 0; left--) _samples.Add(Sample.Load(reader));
    }

    // Below zero, and the sample before the window follows: states written before there was one read as they are.
    private void SaveCount(int count, BinaryWriter writer) => writer.Write7BitEncodedInt(_before is null ? count : ~count);

    private BetweenSamples All()
    {
        var all = _past.Copy();
        foreach (var sample in _samples) all.Append(sample, between);
        return all;
    }

    // Nearly always at the end.
    private void Insert(Sample sample)
    {
        if (!_past.IsEmpty && sample.CompareTo(_past.Last) < 0) return;
        var place = _samples.Count;
        if (place > 0 && sample.CompareTo(_samples[^1]) < 0)
        {
            place = _samples.BinarySearch(sample);
            if (place < 0) place = ~place;
        }

        _samples.Insert(place, sample);
    }

    private void Fold(int count)
    {
        for (var i = 0; i < count; i++) _past.Append(_samples[i], between);
        _samples.RemoveRange(0, count);
    }
}

/// <summary>A value and when it was, ordered by time and then by value.</summary>
internal readonly record struct Sample(long Ticks, FieldValue Value) : IComparable<Sample>
{
    /// <inheritdoc />
    public int CompareTo(Sample other) => Ticks != other.Ticks ? Ticks.CompareTo(other.Ticks) : FieldValueOrder.Compare(Value, other.Value);

    /// <summary>Writes it.</summary>
    public void Save(BinaryWriter writer)
    {
        writer.Write(Ticks);
        writer.WriteValue(Value);
    }

    /// <summary>Reads what <see cref="Save"/> wrote.</summary>
    public static Sample Load(BinaryReader reader) => new(reader.ReadInt64(), reader.ReadValue());
}
