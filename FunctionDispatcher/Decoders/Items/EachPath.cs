using System.Text;

namespace EventEdge.FunctionDispatcher.Decoders.Items;

/// <summary>The list whose elements are the events of a message: <c>.</c> for the message itself, else a path such as
/// <c>data.values</c>, with or without <c>[*]</c> behind.</summary>
internal static class EachPath
{
    /// <summary>The form of the key, for its record.</summary>
    public const string Form = @"\.|[^.\[\]\x00-\x1f]+(\.[^.\[\]\x00-\x1f]+)*(\[\*\])?";

    /// <summary>The names on the way to the list; none for the message itself.</summary>
    public static byte[][] Parse(string path)
    {
        if (path == ".") return [];
        if (path.EndsWith("[*]", StringComparison.Ordinal)) path = path[..^3];
        return [.. path.Split('.').Select(Encoding.UTF8.GetBytes)];
    }
}
