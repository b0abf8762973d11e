namespace EventEdge.FunctionDispatcher.Expressions.Syntax;

/// <summary>How strongly operators bind: the one table the parser and the printer share.</summary>
internal static class Precedence
{
    public const int None = 0;
    public const int Or = 1;
    public const int And = 2;
    public const int Not = 3;
    public const int Comparison = 4;
    public const int Sum = 5;
    public const int Product = 6;
    public const int Negation = 7;
    public const int Primary = 8;

    private static readonly (TokenKind Token, BinaryOperator Operator, int Binding, string Symbol)[] Table =
    [
        (TokenKind.Or, BinaryOperator.Or, Or, "or"),
        (TokenKind.And, BinaryOperator.And, And, "and"),
        (TokenKind.Equal, BinaryOperator.Equal, Comparison, "="),
        (TokenKind.NotEqual, BinaryOperator.NotEqual, Comparison, "!="),
        (TokenKind.Less, BinaryOperator.Less, Comparison, "<"),
        (TokenKind.LessOrEqual, BinaryOperator.LessOrEqual, Comparison, "<="),
        (TokenKind.Greater, BinaryOperator.Greater, Comparison, ">"),
        (TokenKind.GreaterOrEqual, BinaryOperator.GreaterOrEqual, Comparison, ">="),
        (TokenKind.Plus, BinaryOperator.Add, Sum, "+"),
        (TokenKind.Minus, BinaryOperator.Subtract, Sum, "-"),
        (TokenKind.Star, BinaryOperator.Multiply, Product, "*"),
        (TokenKind.Slash, BinaryOperator.Divide, Product, "/"),
        (TokenKind.Percent, BinaryOperator.Remainder, Product, "%"),
    ];

    /// <summary>The binary operator a token stands for, and its binding; <see cref="None"/> when it is not one.</summary>
    public static int Of(TokenKind token, out BinaryOperator op)
    {
        var row = Array.Find(Table, r => r.Token == token);
        op = row.Operator;
        return row.Binding;
    }

    public static int Of(BinaryOperator op) => Table[(int)op].Binding;

    public static string Symbol(BinaryOperator op) => Table[(int)op].Symbol;

    public static int Of(Node node) => node switch
    {
        BinaryNode binary => Of(binary.Operator),
        MembershipNode => Comparison,
        UnaryNode { Operator: UnaryOperator.Not } => Not,
        UnaryNode => Negation,
        _ => Primary,
    };
}
