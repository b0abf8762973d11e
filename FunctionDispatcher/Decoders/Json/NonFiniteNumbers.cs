using System.Buffers;
using System.Text;
using EventEdge.FunctionDispatcher.Decoders.Unpacking;

namespace EventEdge.FunctionDispatcher.Decoders.Json;

/// <summary>
/// Bare <c>NaN</c>, <c>nan</c>, <c>inf</c> and <c>Infinity</c> with or without a sign, which no JSON has and many devices write: as
/// <c>null</c>. Looked for only where a message could not be read.
/// </summary>
internal sealed class NonFiniteNumbers
{
    private static readonly SearchValues<byte> BehindValue = SearchValues.Create(" \t\r\n,]}"u8);

    private readonly BoundedBuffer _text = new(int.MaxValue / 4);
    private readonly List<(int End, int Growth)> _replaced = [];

    /// <summary>The text with <c>null</c> in their places.</summary>
    public ReadOnlySpan<byte> Text => _text.Written;

    /// <summary>How many there were.</summary>
    public int Count => _replaced.Count;

    /// <summary>Replaces them; false when there are none.</summary>
    public bool TryReplace(ReadOnlySpan<byte> json)
    {
        _text.Clear();
        _replaced.Clear();
        var copied = 0;
        var isValue = true;
        for (var at = 0; at < json.Length;)
        {
            var length = isValue ? LengthAt(json[at..]) : 0;
            if (length == 0)
            {
                at = Next(json, at, ref isValue);
                continue;
            }

            Write(json[copied..at]);
            Write("null"u8);
            copied = at += length;
            isValue = false;
            _replaced.Add((_text.Written.Length, 4 - length));
        }

        if (_replaced.Count > 0) Write(json[copied..]);
        return _replaced.Count > 0;
    }

    /// <summary>Where a place of <see cref="Text"/> is in the message.</summary>
    public long ToOriginal(long offset) => offset - _replaced.TakeWhile(r => r.End <= offset).Sum(r => r.Growth);

    // Behind the character or the text that begins here; whether a value may follow.
    private static int Next(ReadOnlySpan<byte> json, int at, ref bool isValue)
    {
        var c = json[at++];
        if (c is (byte)' ' or (byte)'\t' or (byte)'\r' or (byte)'\n') return at;
        isValue = c is (byte)'[' or (byte)',' or (byte)':';
        if (c != '"') return at;
        while (at < json.Length && json[at] != '"') at += json[at] == '\\' ? 2 : 1;
        return Math.Min(at + 1, json.Length);
    }

    private static int LengthAt(ReadOnlySpan<byte> json)
    {
        var sign = json[0] is (byte)'-' or (byte)'+' ? 1 : 0;
        var word = json[sign..];
        if (word.IsEmpty || (word[0] | 0x20) is not ('n' or 'i')) return 0;
        var end = word.IndexOfAny(BehindValue);
        if (end >= 0) word = word[..end];
        return Ascii.EqualsIgnoreCase(word, "nan"u8) || Ascii.EqualsIgnoreCase(word, "inf"u8)
            || Ascii.EqualsIgnoreCase(word, "infinity"u8) ? sign + word.Length : 0;
    }

    private void Write(ReadOnlySpan<byte> bytes)
    {
        if (bytes.IsEmpty) return;
        bytes.CopyTo(_text.Free(bytes.Length));
        _text.Advance(bytes.Length);
    }
}
