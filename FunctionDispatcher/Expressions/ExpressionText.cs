using EventEdge.FunctionDispatcher.Expressions.Functions;
using EventEdge.FunctionDispatcher.Expressions.Syntax;
using EventEdge.FunctionDispatcher.Messages;

namespace EventEdge.FunctionDispatcher.Expressions;

/// <summary>From the text of an expression to its tree.</summary>
internal static class ExpressionText
{
    /// <summary>Longest expression, in characters.</summary>
    public const int LengthLimit = 4096;

    /// <summary>Parses a text; types are not looked at.</summary>
    /// <param name="text">The text.</param>
    /// <param name="what">What it is to be, for the message: "the condition".</param>
    /// <param name="functions">The functions that may be called.</param>
    /// <param name="root">The tree, where there is no error.</param>
    public static ExpressionError? Parse(
        string text, string what, IReadOnlyDictionary<string, ExpressionFunction> functions, out Node? root)
    {
        root = null;
        if (text.Length > LengthLimit)
            return new(ExpressionErrorKind.Limit, LengthLimit, 0, $"{what} has {text.Length} characters, more than {LengthLimit}");
        var tokens = new List<Token>();
        if ((new Lexer(text).Read(tokens) ?? FindUnknown(text, tokens)) is { } error) return error;
        var parser = new Parser(tokens, functions, name => Spelling.Nearest(name, functions.Keys));
        root = parser.ParseAll();
        return parser.Error;
    }

    /// <summary>Parses an expression over an event and checks its types.</summary>
    /// <param name="text">The text.</param>
    /// <param name="textFields">The fields that are always text, such as the captures of the topic filter.</param>
    /// <param name="isCondition">Whether it has to be true or false.</param>
    /// <param name="root">The tree, where there is no error.</param>
    public static ExpressionError? Read(string text, IEnumerable<string> textFields, bool isCondition, out Node? root)
    {
        if (Parse(text, isCondition ? "the condition" : "the expression", FunctionTable.ByName, out root) is { } error) return error;
        var types = new TypeChecker(textFields.ToHashSet(StringComparer.Ordinal));
        return isCondition ? types.CheckCondition(root!) : types.CheckValue(root!);
    }

    // A message has few fields of its own: another is a slip of the fingers.
    private static ExpressionError? FindUnknown(string text, List<Token> tokens)
    {
        foreach (var token in tokens)
        {
            if (token.Kind != TokenKind.Path || text[token.Span.Offset] != '$' || MessageField.Is(token.Text)) continue;
            return new(
                ExpressionErrorKind.Syntax, token.Span.Offset, token.Span.Length,
                $"a message has no '{token.Text}'; a field of the payload of that name stands in backquotes",
                Spelling.Nearest(token.Text, MessageField.All.Select(field => field.Name)));
        }

        return null;
    }

    /// <summary>The fields that are named, each as often as it is.</summary>
    public static IEnumerable<FieldNode> Fields(Node node) => node switch
    {
        FieldNode field => [field],
        UnaryNode unary => Fields(unary.Operand),
        BinaryNode binary => Fields(binary.Left).Concat(Fields(binary.Right)),
        MembershipNode membership => Fields(membership.Operand),
        CallNode call => call.Arguments.SelectMany(Fields),
        _ => [],
    };
}
