using EventEdge.Contracts.Events;

namespace EventEdge.FunctionDispatcher.Expressions.Syntax;

/// <summary>
/// Tokens to nodes, by operator precedence. The first mistake ends the parse: it is kept in <see cref="Error"/>, and every method
/// returns null from there on.
/// </summary>
internal sealed class Parser(
    IReadOnlyList<Token> tokens, IReadOnlyDictionary<string, ExpressionFunction> functions, Func<string, string?> nearestFunction)
{
    /// <summary>Deepest nesting; a chain of operators counts as nested.</summary>
    public const int DepthLimit = 256;

    private int _at;
    private int _nesting;

    public ExpressionError? Error { get; private set; }

    private Token Current => tokens[_at];

    public Node? ParseAll()
    {
        var root = ParseExpression(Precedence.None);
        if (root is null || Current.Kind == TokenKind.End) return root;
        return Fail(Current, $"{Describe(Current)} is not expected here", SuggestWord(Current));
    }

    private Node? ParseExpression(int outer)
    {
        if (++_nesting > DepthLimit) return FailDepth();
        var left = ParsePrefix();
        while (left is not null && BindingOf(Current, out var op) is var binding && binding > outer)
        {
            left = op is null ? ParseMembership(left) : ParseBinary(left, op.Value, binding);
            if (left?.Depth > DepthLimit) left = FailDepth();
            if (left is not null && binding == Precedence.Comparison && BindingOf(Current, out _) == binding)
            {
                left = Fail(Current, "comparisons cannot be chained; join them with 'and'");
            }
        }

        _nesting--;
        return left;
    }

    private int BindingOf(Token token, out BinaryOperator? op)
    {
        op = null;
        if (token.Kind == TokenKind.In || (token.Kind == TokenKind.Not && tokens[_at + 1].Kind == TokenKind.In))
            return Precedence.Comparison;
        var binding = Precedence.Of(token.Kind, out var found);
        op = found;
        return binding;
    }

    private BinaryNode? ParseBinary(Node left, BinaryOperator op, int binding)
    {
        _at++;
        return ParseExpression(binding) is { } right ? new BinaryNode(op, left, right) { Span = left.Span.To(right.Span) } : null;
    }

    private Node? ParsePrefix()
    {
        var token = Take();
        switch (token.Kind)
        {
            case TokenKind.Number: return new LiteralNode(token.Number) { Span = token.Span };
            case TokenKind.Text: return new LiteralNode(token.Text) { Span = token.Span };
            case TokenKind.True: return new LiteralNode(true) { Span = token.Span };
            case TokenKind.False: return new LiteralNode(false) { Span = token.Span };
            case TokenKind.Null: return new LiteralNode(FieldValue.Null) { Span = token.Span };
            case TokenKind.Path when Current.Kind == TokenKind.OpenParenthesis: return ParseCall(token);
            case TokenKind.Path: return new FieldNode(token.Text) { Span = token.Span };
            case TokenKind.Not: return ParseUnary(token, UnaryOperator.Not, Precedence.Not - 1);
            case TokenKind.Minus: return ParseUnary(token, UnaryOperator.Negate, Precedence.Negation - 1);
            case TokenKind.OpenParenthesis: return ParseParentheses(token);
            case TokenKind.End: return Fail(token, "the text ends where a value is expected");
            default: return Fail(token, $"a value is expected before {Describe(token)}");
        }
    }

    private UnaryNode? ParseUnary(Token token, UnaryOperator op, int binding) =>
        ParseExpression(binding) is { } operand ? new UnaryNode(op, operand) { Span = token.Span.To(operand.Span) } : null;

    private Node? ParseParentheses(Token open)
    {
        var inner = ParseExpression(Precedence.None);
        if (inner is null) return null;
        return Expect(TokenKind.CloseParenthesis, ")", open) ? inner with { Span = open.Span.To(tokens[_at - 1].Span) } : null;
    }

    private CallNode? ParseCall(Token name)
    {
        if (!functions.TryGetValue(name.Text, out var function)) return FailFunction(name);
        var open = Take();
        var arguments = new List<Node>();
        while (Current.Kind != TokenKind.CloseParenthesis || arguments.Count > 0)
        {
            if (ParseExpression(Precedence.None) is not { } argument) return null;
            arguments.Add(argument);
            if (Current.Kind != TokenKind.Comma) break;
            _at++;
        }

        if (!Expect(TokenKind.CloseParenthesis, ")", open)) return null;
        var span = name.Span.To(tokens[_at - 1].Span);
        if (arguments.Count >= function.MinArguments && arguments.Count <= function.MaxArguments)
            return new(function, arguments) { Span = span };
        Error = new(ExpressionErrorKind.Function, span.Offset, span.Length, $"{function.Usage} does not take {arguments.Count} arguments");
        return null;
    }

    private MembershipNode? ParseMembership(Node operand)
    {
        var negated = Take().Kind == TokenKind.Not;
        if (negated) _at++;
        var open = Current;
        if (!Expect(TokenKind.OpenBracket, "[", open)) return null;
        var items = new List<FieldValue>();
        do
        {
            if (ParseItem() is not { } item) return null;
            if (items.Count > 0 && items[0].Kind != item.Value.Kind) return FailItem(item, items[0]);
            items.Add(item.Value);
        }
        while (Current.Kind == TokenKind.Comma && Take().Kind == TokenKind.Comma);

        return Expect(TokenKind.CloseBracket, "]", open)
            ? new MembershipNode(operand, negated, items) { Span = operand.Span.To(tokens[_at - 1].Span) }
            : null;
    }

    private LiteralNode? ParseItem()
    {
        var start = Current;
        var node = start.Kind is TokenKind.Minus or TokenKind.Number or TokenKind.Text or TokenKind.True
            or TokenKind.False ? ParsePrefix() : null;
        if (node is UnaryNode { Operand: LiteralNode { Value.IsNumber: true } number })
            node = new LiteralNode(WholeNumber.Negate(number.Value)) { Span = node.Span };
        if (node is LiteralNode item) return item;
        if (Error is null) Fail(start, "a list holds constants: numbers, texts, or true and false");
        return null;
    }

    private bool Expect(TokenKind kind, string symbol, Token open)
    {
        var found = Take();
        if (found.Kind == kind) return true;
        var opened = open.Kind == kind || open.Span == found.Span ? string.Empty : $" to close the one at column {open.Span.Offset + 1}";
        Fail(found, $"'{symbol}' is expected{opened}, not {Describe(found)}", SuggestWord(found));
        return false;
    }

    /// <summary>The current token, which is left behind; the end stays current for ever.</summary>
    private Token Take() => _at < tokens.Count - 1 ? tokens[_at++] : tokens[^1];

    private Node? Fail(Token token, string message, string? suggestion = null)
    {
        Error ??= new(ExpressionErrorKind.Syntax, token.Span.Offset, token.Span.Length, message, suggestion);
        return null;
    }

    private CallNode? FailFunction(Token name)
    {
        var near = nearestFunction(name.Text);
        Error ??= new(ExpressionErrorKind.Function, name.Span.Offset, name.Span.Length, $"there is no function '{name.Text}'", near);
        return null;
    }

    private MembershipNode? FailItem(LiteralNode item, FieldValue first)
    {
        Error ??= new(
            ExpressionErrorKind.Type, item.Span.Offset, item.Span.Length,
            $"a list holds one type: '{item.Value}' does not go with '{first}'");
        return null;
    }

    private Node? FailDepth()
    {
        var span = Current.Span;
        Error ??= new(ExpressionErrorKind.Limit, span.Offset, span.Length, $"the expression is nested more than {DepthLimit} deep");
        return null;
    }

    private static string Describe(Token token) => token.Kind switch
    {
        TokenKind.End => "the end",
        TokenKind.Text => "a text",
        TokenKind.Number => "a number",
        _ => $"'{token.Text}'",
    };

    private static string? SuggestWord(Token token) =>
        token.Kind == TokenKind.Path && Lexer.Keywords.ContainsKey(token.Text.ToLowerInvariant()) ? token.Text.ToLowerInvariant() : null;
}
