using EventEdge.Contracts.Events;
using EventEdge.Contracts.Functions;
using EventEdge.Contracts.Measurements;
using EventEdge.Contracts.Rx.Windows.Buffers;
using EventEdge.FunctionDispatcher.Functions.Merging;
using EventEdge.FunctionDispatcher.Functions.Numerics;

namespace EventEdge.FunctionDispatcher.Functions.Stats;

/// <summary>The state of <c>stats</c> for one window of one key.</summary>
internal sealed class StatsAccumulator(StatsFunction function) : IMergedAccumulator
{
    private readonly FieldStats[] _fields = new FieldStats[function.Slots.Length];

    /// <inheritdoc />
    public bool IsSmall => true;

    /// <inheritdoc />
    public void Add(EdgeEvent input)
    {
        var ticks = input.Time.UtcTicks;
        for (var i = 0; i < _fields.Length; i++)
        {
            var value = input.At(function.Slots[i]).AsNumber;
            if (SensorRange.Holds(value)) _fields[i].Add(value, ticks, function.RequiredAggregates);
        }
    }

    /// <inheritdoc />
    public void Merge(IAccumulator other)
    {
        var fields = ((StatsAccumulator)other)._fields;
        for (var i = 0; i < _fields.Length; i++) _fields[i].Merge(fields[i]);
    }

    /// <inheritdoc />
    public IEnumerable<Measurement> Result(WindowBounds window)
    {
        var output = new List<KeyValuePair<string, FieldValue>>(_fields.Length * function.Stats.Count);
        for (var i = 0; i < _fields.Length; i++)
        {
            if (_fields[i].Count > 0) Describe(i, output);
        }

        return output.Count == 0 ? [] : [new Measurement { Fields = output, State = ResultState.Save(function.StateOf(_fields)) }];
    }

    /// <inheritdoc />
    public void Save(BinaryWriter writer)
    {
        foreach (ref readonly var field in _fields.AsSpan()) field.Save(writer);
    }

    /// <inheritdoc />
    public void Load(BinaryReader reader)
    {
        foreach (ref var field in _fields.AsSpan()) field = FieldStats.Load(reader);
    }

    private void Describe(int field, List<KeyValuePair<string, FieldValue>> output)
    {
        for (var i = 0; i < function.Stats.Count; i++)
        {
            var value = _fields[field].Read(function.Stats[i]);
            if (double.IsFinite(value)) output.Add(new(function.OutputNames[field][i], value));
        }
    }
}
