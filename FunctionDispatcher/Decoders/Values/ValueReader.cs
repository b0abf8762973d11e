using System.Text;
using EventEdge.Contracts.Events;
using EventEdge.Contracts.Texts;

namespace EventEdge.FunctionDispatcher.Decoders.Values;

/// <summary>A text by its look: a number, <c>true</c> or <c>false</c>, else the text itself.</summary>
internal sealed class ValueReader(WrittenNumber numbers)
{
    private const int QuotedLimit = 40;

    private readonly Utf8StringCache _texts = new();

    /// <summary>The value of a text without blanks around it.</summary>
    public FieldValue Read(ReadOnlySpan<byte> text)
    {
        if (numbers.TryRead(text, out var number)) return number;
        if (text.SequenceEqual("true"u8)) return FieldValue.Of(true);
        return text.SequenceEqual("false"u8) ? FieldValue.Of(false) : TextOf(text);
    }

    /// <summary>The text, whatever it looks like.</summary>
    public FieldValue TextOf(ReadOnlySpan<byte> text) => FieldValue.Of(_texts.Get(text));

    /// <summary>The text in a message for people: its beginning, in quotes, without anything that does not show.</summary>
    public static string Quote(ReadOnlySpan<byte> text)
    {
        var shown = Encoding.UTF8.GetString(text[..Math.Min(text.Length, 4 * QuotedLimit)]);
        return shown.Length > QuotedLimit ? $"'{VisibleText.Of(shown[..QuotedLimit])}…'" : $"'{VisibleText.Of(shown)}'";
    }
}
