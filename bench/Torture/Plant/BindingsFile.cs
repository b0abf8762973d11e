namespace EventEdge.Torture.Plant;

/// <summary>The edge's bindings, of which one has windows of another size after each edit.</summary>
internal sealed class BindingsFile
{
    private const string First = "tumbling: 10s";
    private static readonly string Template = File.ReadAllText(System.IO.Path.Combine(AppContext.BaseDirectory, "torture.yaml"));

    public BindingsFile(string path)
    {
        Path = path;
        Write(Template);
    }

    public string Path { get; }

    /// <summary>The size of the edited windows.</summary>
    public TimeSpan Size { get; private set; } = TimeSpan.FromSeconds(10);

    /// <summary>Saves the file with another size of these windows, as an editor does that renames.</summary>
    public void Resize(TimeSpan size)
    {
        Size = size;
        Write(Template.Replace(First, FormattableString.Invariant($"tumbling: {size.TotalMilliseconds}ms"), StringComparison.Ordinal));
    }

    private void Write(string text)
    {
        File.WriteAllText($"{Path}.new", text);
        File.Move($"{Path}.new", Path, overwrite: true);
    }
}
