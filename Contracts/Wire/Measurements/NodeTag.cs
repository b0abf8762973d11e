namespace EventEdge.Contracts.Measurements;

/// <summary>
/// The tag that names the edge node a point came from. It is the product's own: every stored point has it, unless its binding says
/// <c>emit.shared</c>, so that two nodes with the same bindings never write the same point.
/// </summary>
public static class NodeTag
{
    /// <summary>The tag's name, which nobody else's tag or field may have.</summary>
    public const string Name = "node";

    /// <summary>Why a name is refused where a person chose it.</summary>
    public const string Reserved = "'node' is reserved: every point has the edge node's name under it already";

    /// <summary>
    /// The point as it is stored: with its node, in ordinal order, unless it is <see cref="Point.Shared"/>. What a payload or a function
    /// calls <c>node</c> is kept as <c>node_</c>.
    /// </summary>
    public static Point On(Point point, string node)
    {
        var isPlaced = point.Shared || node.Length == 0;
        var tags = new KeyValuePair<string, string>[point.Tags.Count + (isPlaced ? 0 : 1)];
        var count = 0;
        for (var i = 0; i < point.Tags.Count; i++)
        {
            var tag = point.Tags[i];
            if (!isPlaced && string.CompareOrdinal(tag.Key, Name) >= 0)
            {
                tags[count++] = new(Name, node);
                isPlaced = true;
            }

            tags[count++] = tag.Key == Name ? new(FreeName(point.Tags), tag.Value) : tag;
        }

        if (!isPlaced) tags[count] = new(Name, node);
        return point with { Tags = tags, Fields = Freed(point.Fields) };
    }

    private static IReadOnlyList<KeyValuePair<string, T>> Freed<T>(IReadOnlyList<KeyValuePair<string, T>> named)
    {
        for (var i = 0; i < named.Count; i++)
        {
            if (named[i].Key == Name) return [.. named.Select(entry => entry.Key == Name ? new(FreeName(named), entry.Value) : entry)];
        }

        return named;
    }

    private static string FreeName<T>(IReadOnlyList<KeyValuePair<string, T>> named)
    {
        var name = Name + "_";
        while (named.Any(entry => entry.Key == name)) name += "_";
        return name;
    }
}
