using EventEdge.Contracts.Events;
using EventEdge.Contracts.Functions;
using EventEdge.Contracts.Measurements;
using EventEdge.Contracts.Rx.Windows.Buffers;
using EventEdge.FunctionDispatcher.Functions.Merging;

namespace EventEdge.FunctionDispatcher.Functions.Count;

/// <summary>The state of <c>count</c> for one window of one key.</summary>
internal sealed class CountAccumulator : IMergedAccumulator
{
    private long _count;

    /// <inheritdoc />
    public bool IsSmall => true;

    /// <inheritdoc />
    public void Add(EdgeEvent input) => _count++;

    /// <inheritdoc />
    public void Merge(IAccumulator other) => _count += ((CountAccumulator)other)._count;

    /// <inheritdoc />
    public IEnumerable<Measurement> Result(WindowBounds window) =>
        [Measurement.Of(("count", _count)) with { State = ResultState.Save(new CountResult(_count)) }];

    /// <inheritdoc />
    public void Save(BinaryWriter writer) => writer.Write7BitEncodedInt64(_count);

    /// <inheritdoc />
    public void Load(BinaryReader reader) => _count = reader.Read7BitEncodedInt64();
}
