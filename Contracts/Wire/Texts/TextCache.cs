using System.Text;

namespace EventEdge.Contracts.Texts;

/// <summary>
/// Gives a short text that came before the same string again, so that a device's name costs one allocation, not one a message.
/// Bounded: two places for each hash, the newer text drives out the older.
/// </summary>
internal sealed class TextCache
{
    /// <summary>Longest text kept, in UTF-16 units.</summary>
    public const int LengthLimit = 64;

    private const int Places = 1024;
    private readonly string?[] _texts = new string?[Places];

    /// <summary>The string of these bytes, which are valid UTF-8.</summary>
    public string Get(ReadOnlySpan<byte> utf8)
    {
        if (utf8.Length > LengthLimit) return Encoding.UTF8.GetString(utf8);
        Span<char> text = stackalloc char[LengthLimit];
        return Get(text[..Encoding.UTF8.GetChars(utf8, text)]);
    }

    /// <summary>The string of these characters.</summary>
    public string Get(ReadOnlySpan<char> text)
    {
        if (text.IsEmpty) return string.Empty;
        var first = string.GetHashCode(text) & (Places - 1);
        if (_texts[first] is { } known && text.SequenceEqual(known)) return known;
        var second = first ^ 1;
        if (_texts[second] is { } older && text.SequenceEqual(older)) return older;
        _texts[second] = _texts[first];
        return _texts[first] = text.ToString();
    }
}
