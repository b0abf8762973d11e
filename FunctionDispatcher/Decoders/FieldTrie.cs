using System.Text;
using EventEdge.Contracts.Events;

namespace EventEdge.FunctionDispatcher.Decoders;

/// <summary>
/// The wanted field paths of a layout, split at their dots and keyed by UTF-8 bytes, so that a property name finds its slot without
/// becoming a string. Grows with the layout; one that keeps everything also grows with the payloads, up to <see cref="MemberLimit"/>.
/// </summary>
internal sealed class FieldTrie(EventLayout layout, bool keepAll)
{
    /// <summary>Most names a trie learns from payloads, objects and arrays on the way included.</summary>
    public const int MemberLimit = 4 * EventLayout.SlotLimit;

    private int _learned;
    private int _members;

    /// <summary>The names at the top level.</summary>
    public FieldNode Root { get; } = new(string.Empty);

    /// <summary>Takes in the slots that were added to the layout since the last call.</summary>
    public void Follow()
    {
        for (; _learned < layout.Count; _learned++) Learn(layout.NameOf(_learned), _learned);
    }

    /// <summary>
    /// The field of a name inside an object, or null when nobody wants it. A dotted name is also looked for level by level.
    /// </summary>
    public FieldNode? Find(FieldNode parent, ReadOnlySpan<byte> name)
    {
        var node = parent.Find(name) ?? FindDotted(parent, name);
        return node is null && keepAll ? Add(parent, name) : node;
    }

    /// <summary>The slot for a scalar at this field, or -1 when nobody wants it or the layout is full.</summary>
    public int SlotOf(FieldNode node)
    {
        if (node.Slot < 0 && keepAll && layout.Count < EventLayout.SlotLimit) node.Slot = layout.SlotOf(node.Path);
        return node.Slot;
    }

    /// <summary>Whether anything below this field can be wanted.</summary>
    public bool IsWantedBelow(FieldNode node) => keepAll || node.HasChildren;

    private static FieldNode? FindDotted(FieldNode parent, ReadOnlySpan<byte> name)
    {
        var node = parent;
        for (var dot = name.IndexOf((byte)'.'); dot >= 0; dot = name.IndexOf((byte)'.'))
        {
            if (node.Find(name[..dot]) is not { } next) return null;
            node = next;
            name = name[(dot + 1)..];
        }

        return ReferenceEquals(node, parent) ? null : node.Find(name);
    }

    private void Learn(string path, int slot)
    {
        var node = Root;
        foreach (var level in path.Split('.'))
        {
            node = node.Find(Encoding.UTF8.GetBytes(level)) ?? node.Add(level);
        }

        node.Slot = slot;
    }

    private FieldNode? Add(FieldNode parent, ReadOnlySpan<byte> name) =>
        _members++ < MemberLimit ? parent.Add(Encoding.UTF8.GetString(name)) : null;
}
