using EventEdge.Contracts.Events;
using EventEdge.FunctionDispatcher.Expressions.Syntax;

namespace EventEdge.FunctionDispatcher.Tests.Expressions;

/// <summary>The meaning of the language once more, written for reading: values only, no slots, no types known beforehand.</summary>
internal static class NaiveInterpreter
{
    public static bool Decide(Node node, EdgeEvent input) => Value(node, input).AsBoolean;

    private static FieldValue Value(Node node, EdgeEvent input)
    {
        FieldValue Of(Node inner) => Value(inner, input);
        return node switch
        {
            LiteralNode literal => literal.Value,
            FieldNode field => input[field.Path],
            UnaryNode { Operator: UnaryOperator.Not } not => !Of(not.Operand).AsBoolean,
            UnaryNode negate => Numeric(n => -n[0], Of(negate.Operand)),
            BinaryNode { Operator: BinaryOperator.And } and => Of(and.Left).AsBoolean && Of(and.Right).AsBoolean,
            BinaryNode { Operator: BinaryOperator.Or } or => Of(or.Left).AsBoolean || Of(or.Right).AsBoolean,
            BinaryNode { Operator: >= BinaryOperator.Add } sum => Arithmetic(sum.Operator, Of(sum.Left), Of(sum.Right)),
            BinaryNode comparison => Compare(comparison, Of(comparison.Left), Of(comparison.Right)),
            MembershipNode { Negated: true } member =>
                Of(member.Operand).Kind == member.Items[0].Kind && !member.Items.Contains(Of(member.Operand)),
            MembershipNode member => member.Items.Contains(Of(member.Operand)),
            CallNode call => Call(call.Function.Name, [.. call.Arguments.Select(Of)]),
            _ => throw new InvalidOperationException(node.GetType().Name),
        };
    }

    private static FieldValue Numeric(Func<double[], double> compute, params FieldValue[] values)
    {
        if (!values.All(v => v.IsNumber)) return FieldValue.Missing;
        var result = compute([.. values.Select(v => v.AsNumber)]);
        return double.IsNaN(result) ? FieldValue.Missing : result;
    }

    private static FieldValue Arithmetic(BinaryOperator op, FieldValue left, FieldValue right) => op switch
    {
        BinaryOperator.Add => Numeric(n => n[0] + n[1], left, right),
        BinaryOperator.Subtract => Numeric(n => n[0] - n[1], left, right),
        BinaryOperator.Multiply => Numeric(n => n[0] * n[1], left, right),
        BinaryOperator.Divide => Numeric(n => n[0] / n[1], left, right),
        _ => Numeric(n => n[0] % n[1], left, right),
    };

    private static bool Compare(BinaryNode node, FieldValue left, FieldValue right)
    {
        var literalNull = node.Left is LiteralNode { Value.Kind: FieldKind.Null }
            || node.Right is LiteralNode { Value.Kind: FieldKind.Null };
        if (left.Kind == FieldKind.Missing || right.Kind == FieldKind.Missing) return false;
        if (node.Operator == BinaryOperator.NotEqual && literalNull) return left.Kind != right.Kind;
        if (left.Kind != right.Kind) return false;
        if (node.Operator == BinaryOperator.Equal) return left == right;
        if (node.Operator == BinaryOperator.NotEqual) return left != right;
        if (left.Kind is not (FieldKind.Number or FieldKind.Text)) return false;
        var order = left.IsNumber ? left.AsNumber.CompareTo(right.AsNumber) : string.CompareOrdinal(left.AsText, right.AsText);
        return node.Operator switch
        {
            BinaryOperator.Less => order < 0,
            BinaryOperator.LessOrEqual => order <= 0,
            BinaryOperator.Greater => order > 0,
            _ => order >= 0,
        };
    }

    private static double Round(double number, double digits) =>
        digits is >= 0 and <= 15 ? Math.Round(number, (int)digits, MidpointRounding.AwayFromZero) : double.NaN;

    private static FieldValue Call(string name, FieldValue[] values)
    {
        var texts = values.All(v => v.Kind == FieldKind.Text);
        return name switch
        {
            "exists" => values[0].Exists,
            "coalesce" => values.FirstOrDefault(v => v.Exists),
            "contains" => texts && values[0].AsText!.Contains(values[1].AsText!, StringComparison.Ordinal),
            "starts_with" => texts && values[0].AsText!.StartsWith(values[1].AsText!, StringComparison.Ordinal),
            "ends_with" => texts && values[0].AsText!.EndsWith(values[1].AsText!, StringComparison.Ordinal),
            "lower" => texts ? values[0].AsText!.ToLowerInvariant() : FieldValue.Missing,
            "upper" => texts ? values[0].AsText!.ToUpperInvariant() : FieldValue.Missing,
            "length" => texts ? values[0].AsText!.Length : FieldValue.Missing,
            "abs" => Numeric(n => Math.Abs(n[0]), values),
            "round" => Numeric(n => Round(n[0], n.Length > 1 ? n[1] : 0), values),
            "floor" => Numeric(n => Math.Floor(n[0]), values),
            "ceil" => Numeric(n => Math.Ceiling(n[0]), values),
            "min" => Numeric(n => n.Min(), values),
            "max" => Numeric(n => n.Max(), values),
            _ => throw new InvalidOperationException(name),
        };
    }
}
