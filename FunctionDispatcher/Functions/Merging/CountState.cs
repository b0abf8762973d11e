using EventEdge.Contracts.Events;

namespace EventEdge.FunctionDispatcher.Functions.Merging;

/// <summary>What <c>count</c> knows.</summary>
internal sealed class CountState(long count) : IResultState
{
    private long _count = count;

    /// <inheritdoc />
    public IReadOnlyList<KeyValuePair<string, FieldValue>> Fields => [new("count", _count)];

    /// <inheritdoc />
    public bool TryMerge(IResultState other)
    {
        if (other is not CountState counted) return false;
        _count += counted._count;
        return true;
    }

    /// <inheritdoc />
    public void Save(BinaryWriter writer) => writer.Write7BitEncodedInt64(_count);

    /// <summary>Reads what <see cref="Save"/> wrote.</summary>
    public static CountState Load(BinaryReader reader) => new(reader.Read7BitEncodedInt64());
}
