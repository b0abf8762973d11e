using System.Text;

namespace EventEdge.Replay;

/// <summary>
/// Reads comma-separated values as RFC 4180 has them: quoted fields with doubled quotes and line breaks inside, LF or CRLF, a byte order
/// mark allowed. Strict: what is not so is an error with its line, never a guess.
/// </summary>
internal sealed class CsvReader(TextReader text)
{
    /// <summary>Longest field taken, in characters.</summary>
    public const int FieldLimit = 1 << 20;

    private readonly StringBuilder _field = new();
    private int _line = 1;

    /// <summary>Line, from 1, at which the row read last begins.</summary>
    public int Line { get; private set; }

    /// <summary>The next row; null at the end. Blank lines are skipped.</summary>
    /// <exception cref="FormatException">The text is not CSV; the message begins with the line.</exception>
    public IReadOnlyList<string>? ReadRow()
    {
        while (true)
        {
            Line = _line;
            if (text.Peek() < 0) return null;
            var row = ReadFields();
            if (row is not [""]) return row;
        }
    }

    private List<string> ReadFields()
    {
        var row = new List<string>();
        while (true)
        {
            row.Add(text.Peek() == '"' ? ReadQuoted() : ReadPlain());
            switch (text.Read())
            {
                case ',': continue;
                case '\r' when text.Peek() == '\n': text.Read(); break;
                case '\n' or -1: break;
                default: throw Wrong("text after a closing quote");
            }

            _line++;
            return row;
        }
    }

    private string ReadPlain()
    {
        _field.Clear();
        while (text.Peek() is var next and not (-1 or ',' or '\n'))
        {
            if (next == '"') throw Wrong("a quote inside a field that is not quoted");
            text.Read();
            if (next == '\r' && text.Peek() is '\n' or -1) break;
            Append((char)next);
        }

        return _field.ToString();
    }

    private string ReadQuoted()
    {
        _field.Clear();
        text.Read();
        while (true)
        {
            var next = text.Read();
            if (next < 0) throw Wrong("a quoted field without its end");
            if (next == '\n') _line++;
            if (next == '"')
            {
                if (text.Peek() != '"') return _field.ToString();
                text.Read();
            }

            Append((char)next);
        }
    }

    private void Append(char character)
    {
        if (_field.Length == FieldLimit) throw Wrong($"a field longer than {FieldLimit} characters");
        _field.Append(character);
    }

    private FormatException Wrong(string what) => new($"{Line}: {what}");
}
