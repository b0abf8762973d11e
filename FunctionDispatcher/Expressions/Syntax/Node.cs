using EventEdge.Contracts.Events;

namespace EventEdge.FunctionDispatcher.Expressions.Syntax;

/// <summary>A part of a parsed condition. Two nodes are equal when they mean the same, wherever they stand.</summary>
internal abstract record Node
{
    public SourceSpan Span { get; init; }

    /// <summary>Nodes on the longest way down, this one included.</summary>
    public int Depth { get; protected init; } = 1;

    public virtual bool Equals(Node? other) => other is not null && EqualityContract == other.EqualityContract;

    public override int GetHashCode() => EqualityContract.GetHashCode();

    /// <summary>Whether it is written as a number, with or without a sign.</summary>
    public bool IsConstantNumber(out double number)
    {
        number = this switch
        {
            LiteralNode { Value.IsNumber: true } literal => literal.Value.AsNumber,
            UnaryNode { Operator: UnaryOperator.Negate, Operand: LiteralNode { Value.IsNumber: true } negated } => -negated.Value.AsNumber,
            _ => double.NaN,
        };
        return !double.IsNaN(number);
    }
}

internal sealed record LiteralNode(FieldValue Value) : Node;

internal sealed record FieldNode(string Path) : Node;

internal sealed record UnaryNode : Node
{
    public UnaryNode(UnaryOperator op, Node operand)
    {
        Operator = op;
        Operand = operand;
        Depth = operand.Depth + 1;
    }

    public UnaryOperator Operator { get; }

    public Node Operand { get; }
}

internal sealed record BinaryNode : Node
{
    public BinaryNode(BinaryOperator op, Node left, Node right)
    {
        Operator = op;
        Left = left;
        Right = right;
        Depth = Math.Max(left.Depth, right.Depth) + 1;
    }

    public BinaryOperator Operator { get; }

    public Node Left { get; }

    public Node Right { get; }
}

/// <summary><c>x in [1, 2]</c> and <c>x not in [1, 2]</c>. The items are constants of one type.</summary>
internal sealed record MembershipNode : Node
{
    public MembershipNode(Node operand, bool negated, IReadOnlyList<FieldValue> items)
    {
        Operand = operand;
        Negated = negated;
        Items = items;
        Depth = operand.Depth + 1;
    }

    public Node Operand { get; }

    public bool Negated { get; }

    public IReadOnlyList<FieldValue> Items { get; }

    public bool Equals(MembershipNode? other) =>
        base.Equals(other) && Operand == other.Operand && Negated == other.Negated && Items.SequenceEqual(other.Items);

    public override int GetHashCode() => HashCode.Combine(Operand, Negated, Items.Count);
}

internal sealed record CallNode : Node
{
    public CallNode(ExpressionFunction function, IReadOnlyList<Node> arguments)
    {
        Function = function;
        Arguments = arguments;
        Depth = arguments.Select(a => a.Depth).DefaultIfEmpty().Max() + 1;
    }

    public ExpressionFunction Function { get; }

    public IReadOnlyList<Node> Arguments { get; }

    public bool Equals(CallNode? other) =>
        base.Equals(other) && Function == other.Function && Arguments.SequenceEqual(other.Arguments);

    public override int GetHashCode() => HashCode.Combine(Function, Arguments.Count);
}

internal enum UnaryOperator
{
    Not,
    Negate,
}

internal enum BinaryOperator
{
    Or,
    And,
    Equal,
    NotEqual,
    Less,
    LessOrEqual,
    Greater,
    GreaterOrEqual,
    Add,
    Subtract,
    Multiply,
    Divide,
    Remainder,
}
