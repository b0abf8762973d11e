using System.Text.Json;

namespace EventEdge.Contracts.Frames.Codec;

/// <summary>Reads one entry of a column, the value under the cursor.</summary>
internal delegate T ReadEntry<out T>(ref FrameJsonCursor json, string column);

/// <summary>
/// A place in a frame's JSON. It reads values that hold what their types promise, every number in its range, and never more entries than
/// <see cref="FrameLimits"/> allows, whatever the bytes say. What is no JSON throws as <see cref="Utf8JsonReader"/> does.
/// </summary>
internal ref struct FrameJsonCursor(ReadOnlySpan<byte> body)
{
    private Utf8JsonReader _json = new(body, new JsonReaderOptions { MaxDepth = FrameLimits.Depth });
    private int _entries;

    /// <summary>The parser, for what reads values of its own.</summary>
    [System.Diagnostics.CodeAnalysis.UnscopedRef]
    public ref Utf8JsonReader Json => ref _json;

    /// <summary>Whether a token of this kind is under the cursor.</summary>
    public readonly bool Is(JsonTokenType token) => _json.TokenType == token;

    /// <summary>Goes on to the next token.</summary>
    /// <exception cref="FrameFormatException">There is none.</exception>
    public void Next()
    {
        if (!_json.Read()) throw new FrameFormatException("the frame ends in its midst");
    }

    /// <summary>The body ends here.</summary>
    /// <exception cref="FrameFormatException">It does not.</exception>
    public void End()
    {
        if (_json.Read()) throw new FrameFormatException("there is something behind the frame");
    }

    /// <summary>An object begins here.</summary>
    /// <exception cref="FrameFormatException">It does not.</exception>
    public readonly void Begin(string what)
    {
        if (!Is(JsonTokenType.StartObject)) throw new FrameFormatException($"{what} is no object");
    }

    /// <summary>The place of the next member of the object, its value under the cursor; -1 at the object's end.</summary>
    /// <exception cref="FrameFormatException">It came before.</exception>
    public int Named(ref FrameMembers members)
    {
        while (true)
        {
            Next();
            if (Is(JsonTokenType.EndObject)) return -1;
            var member = members.Find(ref _json);
            Next();
            if (member >= 0) return member;
            _json.Skip();
        }
    }

    /// <summary>The entries of an array.</summary>
    /// <exception cref="FrameFormatException">There is none, or the frame has too many entries.</exception>
    public List<T> Column<T>(string column, ReadEntry<T> read)
    {
        if (!Is(JsonTokenType.StartArray)) throw new FrameFormatException($"{column} is no array");
        var entries = new List<T>();
        for (Next(); !Is(JsonTokenType.EndArray); Next())
        {
            Count(1);
            entries.Add(read(ref this, column));
        }

        return entries;
    }

    /// <summary>The same, or null.</summary>
    /// <exception cref="FrameFormatException">It is neither, or the frame has too many entries.</exception>
    public List<T>? Optional<T>(string column, ReadEntry<T> read) => Is(JsonTokenType.Null) ? null : Column(column, read);

    /// <summary>Counts entries that take memory.</summary>
    /// <exception cref="FrameFormatException">There are too many.</exception>
    public void Count(int entries)
    {
        if ((_entries += entries) > FrameLimits.Entries)
            throw new FrameFormatException($"the frame has more than {FrameLimits.Entries:N0} entries");
    }

    /// <summary>A whole number within bounds.</summary>
    /// <exception cref="FrameFormatException">It is none.</exception>
    public readonly long Integer(string what, long smallest, long largest) =>
        Is(JsonTokenType.Number) && _json.TryGetInt64(out var number) && number >= smallest && number <= largest
            ? number
            : throw new FrameFormatException($"{what} is no whole number from {smallest} to {largest}");

    /// <summary>An instant.</summary>
    /// <exception cref="FrameFormatException">It is none.</exception>
    public readonly DateTimeOffset Moment(string what) => Is(JsonTokenType.String) && _json.TryGetDateTimeOffset(out var moment)
        ? moment : throw new FrameFormatException($"{what} is no time");

    /// <summary>A name of at least one character.</summary>
    /// <exception cref="FrameFormatException">It is no text, or too long.</exception>
    public readonly string Name(string what, int characters = FrameLimits.NameCharacters)
    {
        var name = Is(JsonTokenType.String) ? _json.GetString()! : throw new FrameFormatException($"{what} is no text");
        return name.Length > 0 && name.Length <= characters
            ? name
            : throw new FrameFormatException($"{what} has {name.Length} characters; 1 to {characters} are allowed");
    }

    /// <summary>A text; null for what is none, or no UTF-8, or half of a surrogate pair.</summary>
    public string? TextOrNull()
    {
        try
        {
            if (Is(JsonTokenType.String)) return _json.GetString();
        }
        catch (InvalidOperationException)
        {
            return null;
        }

        _json.Skip();
        return null;
    }

    /// <summary>A whole number of 64 bits; null for what is none.</summary>
    public long? NumberOrNull()
    {
        if (Is(JsonTokenType.Number) && _json.TryGetInt64(out var number)) return number;
        _json.Skip();
        return null;
    }
}
