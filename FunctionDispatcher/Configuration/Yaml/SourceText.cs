namespace EventEdge.FunctionDispatcher.Configuration.Yaml;

/// <summary>A place in a file; both numbers count from 1.</summary>
internal readonly record struct SourcePosition(int Line, int Column);

/// <summary>A file's text by lines, to go from places to characters and back.</summary>
internal sealed class SourceText
{
    private readonly string _text;
    private readonly List<int> _lineStarts = [0];

    public SourceText(string text)
    {
        _text = text;
        for (var i = 0; i < text.Length; i++)
        {
            if (text[i] == '\n' || (text[i] == '\r' && At(i + 1) != '\n')) _lineStarts.Add(i + 1);
        }
    }

    public int Length => _text.Length;

    /// <summary>The character at an index, NUL behind the end.</summary>
    public char At(int index) => (uint)index < (uint)_text.Length ? _text[index] : '\0';

    public string Line(int line)
    {
        if (line < 1 || line > _lineStarts.Count) return string.Empty;
        var start = _lineStarts[line - 1];
        var end = line < _lineStarts.Count ? _lineStarts[line] : _text.Length;
        return _text[start..end].TrimEnd('\r', '\n');
    }

    public int IndexOf(SourcePosition place) =>
        Math.Min(_text.Length, _lineStarts[Math.Clamp(place.Line, 1, _lineStarts.Count) - 1] + Math.Max(0, place.Column - 1));

    public SourcePosition PlaceOf(int index)
    {
        var line = _lineStarts.BinarySearch(index);
        if (line < 0) line = ~line - 1;
        return new(line + 1, index - _lineStarts[line] + 1);
    }

    /// <summary>The first tab that indents a line; null when there is none.</summary>
    public SourcePosition? FindTabIndent()
    {
        for (var line = 1; line <= _lineStarts.Count; line++)
        {
            var text = Line(line).AsSpan();
            var indent = text[..^text.TrimStart().Length];
            if (indent.IndexOf('\t') is var tab and >= 0) return new(line, tab + 1);
        }

        return null;
    }
}
