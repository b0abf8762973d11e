using System.Text;

namespace EventEdge.FunctionDispatcher.Decoders.Json;

/// <summary>
/// Which elements are the events of a message: <c>.</c> for those of the message itself, else names such as <c>data.values</c> or
/// <c>groups[*].values[*]</c>. The last <c>[*]</c> may be left out.
/// </summary>
internal sealed class JsonEachPath
{
    /// <summary>The form of the key, for its record.</summary>
    public const string Form = @"\.|[^.\[\]\x00-\x1f]+(\[\*\])?(\.[^.\[\]\x00-\x1f]+(\[\*\])?)*";

    private const string Any = "[*]";

    /// <param name="path">The path, in the form of <see cref="Form"/>.</param>
    public JsonEachPath(string path)
    {
        Text = path;
        if (path == ".") return;
        var names = path.Split('.');
        Levels = [.. names.Select((name, at) => (Encoding.UTF8.GetBytes(Trim(name)), at == names.Length - 1 || name != Trim(name)))];
    }

    /// <summary>The path as written.</summary>
    public string Text { get; }

    /// <summary>The names on the way, and whether the value of each is an array whose elements are meant.</summary>
    public IReadOnlyList<(byte[] Name, bool IsArray)> Levels { get; } = [];

    private static string Trim(string name) => name.EndsWith(Any, StringComparison.Ordinal) ? name[..^Any.Length] : name;
}
