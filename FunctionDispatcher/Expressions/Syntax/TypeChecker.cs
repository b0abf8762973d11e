namespace EventEdge.FunctionDispatcher.Expressions.Syntax;

/// <summary>Finds the first place where types that are known cannot go together. Fields of a payload go with everything.</summary>
internal sealed class TypeChecker(IReadOnlySet<string> textFields)
{
    /// <summary>Checks a condition, which must be true or false.</summary>
    public ExpressionError? CheckCondition(Node root) => Check(root, StaticType.Boolean, "the condition");

    /// <summary>Checks an expression of any type.</summary>
    public ExpressionError? CheckValue(Node root) => CheckInside(root);

    private ExpressionError? Check(Node node, StaticType expected, string who) => CheckInside(node) ?? Expect(node, expected, who);

    private ExpressionError? CheckInside(Node node) => node switch
    {
        UnaryNode { Operator: UnaryOperator.Not } not => Check(not.Operand, StaticType.Boolean, "'not'"),
        UnaryNode negate => Check(negate.Operand, StaticType.Number, "'-'"),
        BinaryNode binary => CheckBinary(binary),
        MembershipNode membership => Check(membership.Operand, StaticTypes.Of(membership.Items[0]), "the list after 'in'"),
        CallNode call => CheckCall(call),
        _ => null,
    };

    private ExpressionError? CheckBinary(BinaryNode node)
    {
        var who = $"'{Precedence.Symbol(node.Operator)}'";
        return node.Operator switch
        {
            BinaryOperator.Or or BinaryOperator.And =>
                Check(node.Left, StaticType.Boolean, who) ?? Check(node.Right, StaticType.Boolean, who),
            >= BinaryOperator.Add => Check(node.Left, StaticType.Number, who) ?? Check(node.Right, StaticType.Number, who),
            _ => CheckInside(node.Left) ?? CheckInside(node.Right) ?? CheckComparison(node, who),
        };
    }

    private ExpressionError? CheckComparison(BinaryNode node, string who)
    {
        var (left, right) = (TypeOf(node.Left), TypeOf(node.Right));
        if (node.Operator is not (BinaryOperator.Equal or BinaryOperator.NotEqual))
        {
            if (left is StaticType.Boolean or StaticType.Null)
                return Fail(node.Left, $"{who} compares numbers or texts; {Describe(node.Left)} is neither");
            if (right is StaticType.Boolean or StaticType.Null)
                return Fail(node.Right, $"{who} compares numbers or texts; {Describe(node.Right)} is neither");
        }

        if (left == right || left is StaticType.Any or StaticType.Null || right is StaticType.Any or StaticType.Null) return null;
        var message = $"{who} never holds between {Describe(node.Left)} ({Name(left)}) and {Describe(node.Right)} ({Name(right)})";
        return Fail(node.Right, message, SuggestText(node, left, right));
    }

    private ExpressionError? CheckCall(CallNode call)
    {
        var function = call.Function;
        for (var i = 0; i < call.Arguments.Count; i++)
        {
            var (argument, expected) = (call.Arguments[i], function.ParameterAt(i));
            var error = expected == StaticType.Any ? CheckInside(argument) : Check(argument, expected, $"'{function.Name}'");
            if (error is not null) return error;
        }

        return function.Check?.Invoke(call.Arguments) is var (at, problem) ? Fail(at, problem) : null;
    }

    private ExpressionError? Expect(Node node, StaticType expected, string who)
    {
        var actual = TypeOf(node);
        if (actual == expected || actual == StaticType.Any) return null;
        var wanted = who == "the condition" ? "the condition must be true or false" : $"{who} needs {Name(expected)}";
        return Fail(node, $"{wanted}; {Describe(node)} is {Name(actual)}");
    }

    private StaticType TypeOf(Node node) => StaticTypes.Of(node, textFields);

    private string Describe(Node node) => node switch
    {
        LiteralNode => NodePrinter.Print(node),
        FieldNode field when textFields.Contains(field.Path) => $"the capture '{field.Path}'",
        CallNode call => $"'{call.Function.Name}'",
        _ => $"'{NodePrinter.Print(node)}'",
    };

    private static string? SuggestText(BinaryNode node, StaticType left, StaticType right) => (node, left, right) switch
    {
        ({ Right: LiteralNode number }, StaticType.Text, StaticType.Number) => $"'{number.Value}'",
        ({ Left: LiteralNode number }, StaticType.Number, StaticType.Text) => $"'{number.Value}'",
        _ => null,
    };

    private static string Name(StaticType type) => type switch
    {
        StaticType.Null => "null",
        StaticType.Boolean => "true or false",
        StaticType.Number => "a number",
        StaticType.Text => "a text",
        _ => "a value",
    };

    private static ExpressionError Fail(Node node, string message, string? suggestion = null) =>
        new(ExpressionErrorKind.Type, node.Span.Offset, node.Span.Length, message, suggestion);
}
