using EventEdge.Contracts.Events;
using EventEdge.FunctionDispatcher.Expressions.Syntax;

namespace EventEdge.FunctionDispatcher.Expressions.Compilation;

/// <summary>Comparisons: on numbers or texts where one side is known to be so, else on whatever the event brings.</summary>
internal sealed class ComparisonCompiler(Compiler compiler)
{
    public Func<EdgeEvent, bool> Compile(BinaryNode node)
    {
        if (IsNull(node.Left)) return WithNull(node.Operator, compiler.Value(node.Right));
        if (IsNull(node.Right)) return WithNull(node.Operator, compiler.Value(node.Left));
        var types = (StaticTypes.Of(node.Left), StaticTypes.Of(node.Right));
        return types switch
        {
            _ when IsLarge(node.Left) || IsLarge(node.Right) || IsComputed(node.Left) || IsComputed(node.Right) =>
                Values(node.Operator, compiler.Value(node.Left), compiler.Value(node.Right)),
            (StaticType.Number, _) or (_, StaticType.Number) => Numbers(node),
            (StaticType.Text, _) or (_, StaticType.Text) => Texts(node.Operator, compiler.Text(node.Left), compiler.Text(node.Right)),
            _ => Values(node.Operator, compiler.Value(node.Left), compiler.Value(node.Right)),
        };
    }

    private Func<EdgeEvent, bool> Numbers(BinaryNode node)
    {
        var left = compiler.Number(node.Left);
        if (node.Right is LiteralNode { Value.AsNumber: var constant }) return WithConstant(node.Operator, left, constant);
        var right = compiler.Number(node.Right);
        return node.Operator switch
        {
            BinaryOperator.Equal => e => left(e) == right(e),
            BinaryOperator.NotEqual => e => Differ(left(e), right(e)),
            BinaryOperator.Less => e => left(e) < right(e),
            BinaryOperator.LessOrEqual => e => left(e) <= right(e),
            BinaryOperator.Greater => e => left(e) > right(e),
            _ => e => left(e) >= right(e),
        };
    }

    private static Func<EdgeEvent, bool> WithConstant(BinaryOperator op, Func<EdgeEvent, double> left, double constant) => op switch
    {
        BinaryOperator.Equal => e => left(e) == constant,
        BinaryOperator.NotEqual => e => Differ(left(e), constant),
        BinaryOperator.Less => e => left(e) < constant,
        BinaryOperator.LessOrEqual => e => left(e) <= constant,
        BinaryOperator.Greater => e => left(e) > constant,
        _ => e => left(e) >= constant,
    };

    private static Func<EdgeEvent, bool> Texts(BinaryOperator op, Func<EdgeEvent, string?> left, Func<EdgeEvent, string?> right)
    {
        if (op == BinaryOperator.Equal) return e => left(e) is { } l && l == right(e);
        if (op == BinaryOperator.NotEqual) return e => left(e) is { } l && right(e) is { } r && l != r;
        return e => left(e) is { } l && right(e) is { } r && HoldsForOrder(op, string.CompareOrdinal(l, r));
    }

    private static Func<EdgeEvent, bool> Values(BinaryOperator op, Func<EdgeEvent, FieldValue> left, Func<EdgeEvent, FieldValue> right) =>
        e => Holds(op, left(e), right(e));

    /// <summary>Null is equal to null alone, and differs from everything else that is there.</summary>
    private static Func<EdgeEvent, bool> WithNull(BinaryOperator op, Func<EdgeEvent, FieldValue> other) =>
        op == BinaryOperator.Equal ? e => other(e).Kind == FieldKind.Null : e => other(e).Exists;

    private static bool Holds(BinaryOperator op, FieldValue left, FieldValue right)
    {
        if (left.Kind != right.Kind) return false;
        return left.Kind switch
        {
            FieldKind.Number => HoldsForNumbers(op, left, right),
            FieldKind.Text => HoldsForOrder(op, string.CompareOrdinal(left.AsText, right.AsText)),
            FieldKind.Missing => false,
            _ => op is BinaryOperator.Equal or BinaryOperator.NotEqual && left == right == (op == BinaryOperator.Equal),
        };
    }

    private static bool HoldsForNumbers(BinaryOperator op, in FieldValue left, in FieldValue right) =>
        !double.IsNaN(left.AsNumber) && !double.IsNaN(right.AsNumber) && HoldsForOrder(op, WholeNumber.Compare(left, right));

    private static bool HoldsForOrder(BinaryOperator op, int order) => op switch
    {
        BinaryOperator.Equal => order == 0,
        BinaryOperator.NotEqual => order != 0,
        BinaryOperator.Less => order < 0,
        BinaryOperator.LessOrEqual => order <= 0,
        BinaryOperator.Greater => order > 0,
        _ => order >= 0,
    };

    private static bool Differ(double left, double right) => left < right || left > right;

    // From here on a field may hold a whole number that no double does: both sides are compared as they are, not as doubles.
    private static bool IsLarge(Node node) => node is LiteralNode { Value: { IsNumber: true, AsNumber: >= WholeNumber.RoundedFrom } }
        or UnaryNode
    { Operator: UnaryOperator.Negate, Operand: LiteralNode { Value: { IsNumber: true, AsNumber: >= WholeNumber.RoundedFrom } } };

    // What comes out of whole numbers is exact: so is what it is compared with.
    private static bool IsComputed(Node node) =>
        node is BinaryNode { Operator: >= BinaryOperator.Add } or UnaryNode { Operator: UnaryOperator.Negate, Operand: not LiteralNode };

    private static bool IsNull(Node node) => node is LiteralNode { Value.Kind: FieldKind.Null };
}
