using System.Runtime.InteropServices;
using EventEdge.Contracts.Events;

namespace EventEdge.FunctionDispatcher.Expressions.Syntax;

internal enum TokenKind
{
    End,
    Number,
    Text,
    Path,
    And,
    Or,
    Not,
    In,
    True,
    False,
    Null,
    Equal,
    NotEqual,
    Less,
    LessOrEqual,
    Greater,
    GreaterOrEqual,
    Plus,
    Minus,
    Star,
    Slash,
    Percent,
    OpenParenthesis,
    CloseParenthesis,
    OpenBracket,
    CloseBracket,
    Comma,
}

/// <summary>Where something stands in the text.</summary>
[StructLayout(LayoutKind.Auto)]
internal readonly record struct SourceSpan(int Offset, int Length)
{
    public int End => Offset + Length;

    public SourceSpan To(SourceSpan last) => new(Offset, last.End - Offset);
}

/// <summary>A word of the language. <see cref="Text"/> is the content of a text or path, <see cref="Number"/> that of a number.</summary>
[StructLayout(LayoutKind.Auto)]
internal readonly record struct Token(TokenKind Kind, SourceSpan Span, string Text = "", FieldValue Number = default);
