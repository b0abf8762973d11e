using System.Text;

namespace EventEdge.FunctionDispatcher.Decoders;

/// <summary>One field path of a <see cref="FieldTrie"/>: a slot, or the way to deeper ones, or both.</summary>
internal sealed class FieldNode(string path)
{
    private Dictionary<byte[], FieldNode>? _children;
    private Dictionary<byte[], FieldNode>.AlternateLookup<ReadOnlySpan<byte>> _byName;

    /// <summary>The full path, such as <c>a.b</c>; empty for the root.</summary>
    public string Path { get; } = path;

    /// <summary>Where a scalar goes; -1 when it is not wanted.</summary>
    public int Slot { get; set; } = -1;

    /// <summary>Whether a deeper path begins here.</summary>
    public bool HasChildren => _children is not null;

    /// <summary>The child of this name, or null.</summary>
    public FieldNode? Find(ReadOnlySpan<byte> name) =>
        _children is not null && _byName.TryGetValue(name, out var child) ? child : null;

    /// <summary>Adds a child.</summary>
    public FieldNode Add(string name)
    {
        if (_children is null)
        {
            _children = new(Utf8NameComparer.Instance);
            _byName = _children.GetAlternateLookup<ReadOnlySpan<byte>>();
        }

        var child = new FieldNode(Path.Length == 0 ? name : $"{Path}.{name}");
        _children.Add(Encoding.UTF8.GetBytes(name), child);
        return child;
    }
}
