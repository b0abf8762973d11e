using EventEdge.Contracts.Events;
using EventEdge.FunctionDispatcher.Functions.Merging;

namespace EventEdge.FunctionDispatcher.Functions.Count;

/// <summary>What <c>count</c> knows.</summary>
internal sealed class CountResult(long count) : IResultState
{
    /// <summary>Its kind where it is stored.</summary>
    public const byte StoredKind = 1;

    private long _count = count;

    /// <inheritdoc />
    public byte Kind => StoredKind;

    /// <inheritdoc />
    public IReadOnlyList<KeyValuePair<string, FieldValue>> Fields => [new("count", _count)];

    /// <inheritdoc />
    public bool TryMerge(IResultState other)
    {
        if (other is not CountResult counted) return false;
        _count += counted._count;
        return true;
    }

    /// <inheritdoc />
    public void Save(BinaryWriter writer) => writer.Write7BitEncodedInt64(_count);

    /// <summary>Reads what <see cref="Save"/> wrote.</summary>
    public static CountResult Load(BinaryReader reader) => new(reader.Read7BitEncodedInt64());
}
