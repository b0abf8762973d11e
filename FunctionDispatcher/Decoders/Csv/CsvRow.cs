namespace EventEdge.FunctionDispatcher.Decoders.Csv;

/// <summary>One row, split into its values as RFC 4180 has it. Lines end with <c>\n</c> or <c>\r\n</c>.</summary>
/// <param name="delimiter">The byte between two values.</param>
/// <param name="quote">The byte around a value; 0 for none.</param>
/// <param name="limit">Most values.</param>
internal sealed class CsvRow(byte delimiter, byte quote, int limit)
{
    private readonly List<Place> _places = [];
    private byte[] _unquoted = [];
    private int _used;

    /// <summary>How many values there are.</summary>
    public int Count => _places.Count;

    /// <summary>A value, without its quotes.</summary>
    public ReadOnlySpan<byte> Value(ReadOnlySpan<byte> payload, int index)
    {
        var place = _places[index];
        return (place.IsCopied ? _unquoted : payload).Slice(place.Start, place.Length);
    }

    /// <summary>Whether a value stood in quotes.</summary>
    public bool IsQuoted(int index) => _places[index].IsQuoted;

    /// <summary>Reads a row to the beginning of the next line; says what is wrong, or null.</summary>
    /// <param name="payload">The whole message.</param>
    /// <param name="position">Where the row begins; then where the next line does.</param>
    /// <param name="line">Counts line breaks.</param>
    public string? Read(ReadOnlySpan<byte> payload, ref int position, ref int line)
    {
        _places.Clear();
        _used = 0;
        while (true)
        {
            if (_places.Count >= limit) return $"more than {limit} values";
            var isQuoted = quote != 0 && position < payload.Length && payload[position] == quote;
            var error = isQuoted ? ReadQuoted(payload, ref position, ref line) : ReadPlain(payload, ref position);
            if (error is not null) return error;
            if (position < payload.Length && payload[position] == delimiter)
            {
                position++;
                continue;
            }

            if (EndOfLine(payload, position) is not (>= 0 and var end)) return $"something behind the closing quote at byte {position}";
            position += end;
            line++;
            return null;
        }
    }

    // How long the line break here is; 0 at the end of the message, -1 where there is none.
    private static int EndOfLine(ReadOnlySpan<byte> payload, int position)
    {
        if (position >= payload.Length) return 0;
        if (payload[position] == '\n') return 1;
        if (payload[position] != '\r') return -1;
        if (position + 1 == payload.Length) return 1;
        return payload[position + 1] == '\n' ? 2 : -1;
    }

    private string? ReadPlain(ReadOnlySpan<byte> payload, ref int position)
    {
        var start = position;
        for (; position < payload.Length && payload[position] != delimiter && EndOfLine(payload, position) < 0; position++)
        {
            if (quote != 0 && payload[position] == quote) return $"a quote at byte {position} inside a value that does not begin with one";
        }

        _places.Add(new(start, position - start, IsQuoted: false, IsCopied: false));
        return null;
    }

    private string? ReadQuoted(ReadOnlySpan<byte> payload, ref int position, ref int line)
    {
        var (start, hasQuotes) = (++position, false);
        while (true)
        {
            var length = payload[position..].IndexOf(quote);
            if (length < 0) return $"the quote at byte {start - 1} is not closed";
            line += payload.Slice(position, length).Count((byte)'\n');
            position += length + 1;
            if (position >= payload.Length || payload[position] != quote) break;
            hasQuotes = true;
            position++;
        }

        var value = payload[start..(position - 1)];
        _places.Add(hasQuotes ? Copy(value) : new(start, value.Length, IsQuoted: true, IsCopied: false));
        return null;
    }

    // Doubled quotes become one.
    private Place Copy(ReadOnlySpan<byte> value)
    {
        if (_unquoted.Length < _used + value.Length) Array.Resize(ref _unquoted, Math.Max(2 * _unquoted.Length, _used + value.Length));
        var start = _used;
        for (var at = 0; at < value.Length; at++)
        {
            _unquoted[_used++] = value[at];
            if (value[at] == quote) at++;
        }

        return new(start, _used - start, IsQuoted: true, IsCopied: true);
    }

    private readonly record struct Place(int Start, int Length, bool IsQuoted, bool IsCopied);
}
