using System.Text;

namespace EventEdge.EdgeBridge.Announcements;

/// <summary>
/// A file of what was announced, a topic a line with its binding and what that binding declared: what a restart finds, so that it can be
/// taken back. Losing it loses no more than that; it is written without waiting for the disk.
/// </summary>
/// <param name="path">The file; null keeps nothing.</param>
internal sealed class AnnouncedTopics(string? path)
{
    private bool _mustRewrite;

    /// <summary>Why the last change could not be written; null when it was.</summary>
    public string? Problem { get; private set; }

    /// <summary>What the file holds; a line that is none, such as one that was cut off, is passed over, and of one topic the last line
    /// counts.</summary>
    public IReadOnlyList<AnnouncedTopic> Load()
    {
        try
        {
            if (path is null || !File.Exists(path)) return [];
            return [.. File.ReadLines(path).Select(l => l.Split(' ', 3)).Where(p => p is [_, { Length: 16 }, { Length: > 0 }])
                .Select(p => new AnnouncedTopic(p[0], p[1], p[2])).GroupBy(a => a.Topic).Select(g => g.Last())];
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            Problem = error.Message;
            return [];
        }
    }

    /// <summary>Adds a line; where an earlier change was not written, all of them.</summary>
    public void Add(AnnouncedTopic line, Func<IEnumerable<AnnouncedTopic>> all)
    {
        if (_mustRewrite) Rewrite(all());
        else Try(file => File.AppendAllText(file, Text([line])));
    }

    /// <summary>Replaces everything.</summary>
    public void Rewrite(IEnumerable<AnnouncedTopic> lines) => Try(file =>
    {
        File.WriteAllText($"{file}.new", Text(lines));
        File.Move($"{file}.new", file, overwrite: true);
    });

    private static string Text(IEnumerable<AnnouncedTopic> lines)
    {
        var text = new StringBuilder();
        foreach (var (binding, declared, topic) in lines)
            text.Append(binding).Append(' ').Append(declared).Append(' ').Append(topic).Append('\n');
        return text.ToString();
    }

    private void Try(Action<string> write)
    {
        if (path is null) return;
        try
        {
            write(path);
            (_mustRewrite, Problem) = (false, null);
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            (_mustRewrite, Problem) = (true, error.Message);
        }
    }
}

/// <summary>A topic on which a result was announced.</summary>
/// <param name="Binding">Whose result it is.</param>
/// <param name="Declared">What that binding declared: 16 characters.</param>
/// <param name="Topic">The topic.</param>
internal sealed record AnnouncedTopic(string Binding, string Declared, string Topic);
