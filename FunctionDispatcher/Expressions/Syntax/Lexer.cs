using System.Collections.Frozen;
using System.Globalization;
using System.Text;
using EventEdge.Contracts.Events;

namespace EventEdge.FunctionDispatcher.Expressions.Syntax;

/// <summary>Text to tokens. Stops at the first character that begins none.</summary>
internal sealed class Lexer(string text)
{
    public static readonly FrozenDictionary<string, TokenKind> Keywords = new Dictionary<string, TokenKind>
    {
        ["and"] = TokenKind.And,
        ["or"] = TokenKind.Or,
        ["not"] = TokenKind.Not,
        ["in"] = TokenKind.In,
        ["true"] = TokenKind.True,
        ["false"] = TokenKind.False,
        ["null"] = TokenKind.Null,
    }.ToFrozenDictionary(StringComparer.Ordinal);

    private static readonly (string Symbol, TokenKind Kind)[] Symbols =
    [
        ("==", TokenKind.Equal), ("!=", TokenKind.NotEqual), ("<=", TokenKind.LessOrEqual), (">=", TokenKind.GreaterOrEqual),
        ("=", TokenKind.Equal), ("<", TokenKind.Less), (">", TokenKind.Greater), ("+", TokenKind.Plus), ("-", TokenKind.Minus),
        ("*", TokenKind.Star), ("/", TokenKind.Slash), ("%", TokenKind.Percent), ("(", TokenKind.OpenParenthesis),
        (")", TokenKind.CloseParenthesis), ("[", TokenKind.OpenBracket), ("]", TokenKind.CloseBracket), (",", TokenKind.Comma),
    ];

    private static readonly (string Foreign, string Ours)[] Foreigners =
        [("&&", "and"), ("||", "or"), ("<>", "!="), ("===", "="), ("!==", "!="), ("!", "not"), ("&", "and"), ("|", "or")];

    private int _at;

    public ExpressionError? Read(List<Token> tokens)
    {
        while (true)
        {
            while (_at < text.Length && char.IsWhiteSpace(text[_at])) _at++;
            var start = _at;
            if (start == text.Length)
            {
                tokens.Add(new(TokenKind.End, new(start, 0)));
                return null;
            }

            if (Next(out var token) is { } error) return error;
            tokens.Add(token with { Span = new(start, _at - start) });
        }
    }

    public static bool IsWordStart(char c) => char.IsLetter(c) || c == '_';

    public static bool IsWordPart(char c) => char.IsLetterOrDigit(c) || c == '_';

    private ExpressionError? Next(out Token token)
    {
        var c = text[_at];
        if (char.IsAsciiDigit(c)) return ReadNumber(out token);
        if (c is '\'' or '"') return ReadText(c, out token);
        if (c is '`' or '$' || IsWordStart(c)) return ReadPath(out token);
        return ReadSymbol(out token);
    }

    private ExpressionError? ReadNumber(out Token token)
    {
        var start = _at;
        SkipDigits();
        if (Peek(0) == '.' && char.IsAsciiDigit(Peek(1)))
        {
            _at++;
            SkipDigits();
        }

        var sign = Peek(1) is '+' or '-' ? 1 : 0;
        if (Peek(0) is 'e' or 'E' && char.IsAsciiDigit(Peek(1 + sign)))
        {
            _at += 1 + sign;
            SkipDigits();
        }

        var number = double.Parse(text.AsSpan(start, _at - start), NumberStyles.Float, CultureInfo.InvariantCulture);
        var isWhole = WholeNumber.TryRead(text.AsSpan(start, _at - start), out var whole);
        token = new(TokenKind.Number, default, Number: isWhole ? whole : number);
        if (!double.IsFinite(number)) return Fail(start, _at - start, "the number is larger than a double can hold");
        return IsWordPart(Peek(0))
            || Peek(0) == '.' ? Fail(_at, 1, $"'{Peek(0)}' must not follow a number; units such as '10s' have no place here") : null;
    }

    private ExpressionError? ReadText(char quote, out Token token)
    {
        var start = _at++;
        var content = new StringBuilder();
        token = default;
        while (_at < text.Length)
        {
            if (text[_at] != quote) content.Append(text[_at++]);
            else if (Peek(1) == quote)
            {
                content.Append(quote);
                _at += 2;
            }
            else
            {
                _at++;
                token = new(TokenKind.Text, default, content.ToString());
                return null;
            }
        }

        return Fail(start, text.Length - start, $"the text is not closed: {quote} is missing");
    }

    private ExpressionError? ReadPath(out Token token)
    {
        var start = _at;
        var path = new StringBuilder();
        token = default;
        if (Peek(0) == '$') path.Append(text[_at++]);
        while (true)
        {
            if (ReadSegment(path) is { } error) return error;
            if (Peek(0) != '.') break;
            path.Append('.');
            _at++;
        }

        var word = path.ToString();
        var kind = text[start] == '`' ? TokenKind.Path : Keywords.GetValueOrDefault(word, TokenKind.Path);
        token = new(kind, default, word);
        return null;
    }

    private ExpressionError? ReadSegment(StringBuilder path)
    {
        var start = _at;
        if (Peek(0) == '`')
        {
            var end = text.IndexOf('`', start + 1);
            if (end < 0) return Fail(start, text.Length - start, "the field name is not closed: ` is missing");
            if (end == start + 1) return Fail(start, 2, "a field name must not be empty");
            path.Append(text, start + 1, end - start - 1);
            _at = end + 1;
            return null;
        }

        if (!IsWordStart(Peek(0))) return Fail(start - 1, 1, "a name must follow '.'");
        while (IsWordPart(Peek(0))) _at++;
        path.Append(text, start, _at - start);
        return null;
    }

    private ExpressionError? ReadSymbol(out Token token)
    {
        var rest = text.AsSpan(_at);
        token = default;
        foreach (var (foreign, ours) in Foreigners)
        {
            if (rest.StartsWith(foreign) && !(foreign == "!" && rest.StartsWith("!=")))
                return Fail(_at, foreign.Length, $"'{foreign}' is not a word of this language", ours);
        }

        foreach (var (symbol, kind) in Symbols)
        {
            if (!rest.StartsWith(symbol)) continue;
            token = new(kind, default, symbol);
            _at += symbol.Length;
            return null;
        }

        var rune = Rune.TryGetRuneAt(text, _at, out var whole) && !Rune.IsControl(whole) ? whole.ToString() : $"U+{(int)text[_at]:X4}";
        return Fail(_at, 1, $"'{rune}' has no meaning here");
    }

    private char Peek(int ahead) => _at + ahead < text.Length ? text[_at + ahead] : '\0';

    private void SkipDigits()
    {
        while (char.IsAsciiDigit(Peek(0))) _at++;
    }

    private static ExpressionError Fail(int offset, int length, string message, string? suggestion = null) =>
        new(ExpressionErrorKind.Token, offset, length, message, suggestion);
}
