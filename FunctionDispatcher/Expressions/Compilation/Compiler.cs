using System.Collections.Frozen;
using EventEdge.Contracts.Events;
using EventEdge.FunctionDispatcher.Expressions.Syntax;

namespace EventEdge.FunctionDispatcher.Expressions.Compilation;

/// <summary>
/// Checked nodes to functions over event slots, one flavour for each type so that no value is boxed or copied on the way.
/// "No value" is NaN among numbers and null among texts: both make every comparison false by themselves.
/// </summary>
internal sealed class Compiler(EventLayout layout) : IExpressionCompiler
{
    public Func<EdgeEvent, bool> Boolean(Node node)
    {
        switch (node)
        {
            case UnaryNode { Operator: UnaryOperator.Not } not:
                var operand = Boolean(not.Operand);
                return e => !operand(e);
            case BinaryNode { Operator: BinaryOperator.And } and:
                return And(Boolean(and.Left), Boolean(and.Right));
            case BinaryNode { Operator: BinaryOperator.Or } or:
                return Or(Boolean(or.Left), Boolean(or.Right));
            case BinaryNode { Operator: < BinaryOperator.Add } comparison:
                return new ComparisonCompiler(this).Compile(comparison);
            case MembershipNode membership:
                return Membership(membership);
            case CallNode call:
                return CallCompiler.Boolean(call.Function.Compile(this, call.Arguments));
            default:
                var value = Value(node);
                return e => value(e).AsBoolean;
        }
    }

    public Func<EdgeEvent, double> Number(Node node)
    {
        switch (node)
        {
            case LiteralNode literal:
                var constant = literal.Value.AsNumber;
                return _ => constant;
            case FieldNode field:
                var slot = layout.SlotOf(field.Path);
                return e => e.At(slot).AsNumber;
            case UnaryNode { Operator: UnaryOperator.Negate } negate:
                var operand = Number(negate.Operand);
                return e => -operand(e);
            case BinaryNode { Operator: >= BinaryOperator.Add } arithmetic:
                return Arithmetic(arithmetic.Operator, Number(arithmetic.Left), Number(arithmetic.Right));
            case CallNode call:
                return CallCompiler.Number(call.Function.Compile(this, call.Arguments));
            default:
                var value = Value(node);
                return e => value(e).AsNumber;
        }
    }

    public Func<EdgeEvent, string?> Text(Node node)
    {
        switch (node)
        {
            case LiteralNode literal:
                var constant = literal.Value.AsText;
                return _ => constant;
            case FieldNode field:
                var slot = layout.SlotOf(field.Path);
                return e => e.At(slot).AsText;
            case CallNode call:
                return CallCompiler.Text(call.Function.Compile(this, call.Arguments));
            default:
                var value = Value(node);
                return e => value(e).AsText;
        }
    }

    public Func<EdgeEvent, FieldValue> Value(Node node)
    {
        switch (node)
        {
            case LiteralNode literal:
                var constant = literal.Value;
                return _ => constant;
            case FieldNode field:
                var slot = layout.SlotOf(field.Path);
                return e => e.At(slot);
            case UnaryNode { Operator: UnaryOperator.Negate, Operand: LiteralNode { Value.IsNumber: true } negated }:
                var negative = WholeNumber.Negate(negated.Value);
                return _ => negative;
            case UnaryNode { Operator: UnaryOperator.Negate } negate:
                var operand = Value(negate.Operand);
                return e => operand(e) is { IsNumber: true } number ? WholeNumber.Negate(number) : FieldValue.Missing;
            case BinaryNode { Operator: >= BinaryOperator.Add } arithmetic:
                return Exact(arithmetic.Operator, Value(arithmetic.Left), Value(arithmetic.Right));
            case CallNode call:
                return CallCompiler.Value(call.Function.Compile(this, call.Arguments));
            default:
                return Typed(node);
        }
    }

    private Func<EdgeEvent, FieldValue> Typed(Node node)
    {
        switch (StaticTypes.Of(node))
        {
            case StaticType.Number:
                var number = Number(node);
                return e => number(e) is var n && double.IsNaN(n) ? FieldValue.Missing : n;
            case StaticType.Text:
                var text = Text(node);
                return e => text(e) is { } t ? FieldValue.Of(t) : FieldValue.Missing;
            default:
                var boolean = Boolean(node);
                return e => boolean(e);
        }
    }

    private Func<EdgeEvent, bool> Membership(MembershipNode node)
    {
        var operand = Value(node.Operand);
        var items = node.Items.ToFrozenSet();
        var kind = node.Items[0].Kind;
        return node.Negated ? e => operand(e) is var v && v.Kind == kind && !items.Contains(v) : e => items.Contains(operand(e));
    }

    private static Func<EdgeEvent, FieldValue> Exact(
        BinaryOperator op, Func<EdgeEvent, FieldValue> left, Func<EdgeEvent, FieldValue> right) => op switch
        {
            BinaryOperator.Add => e => WholeArithmetic.Add(left(e), right(e)),
            BinaryOperator.Subtract => e => WholeArithmetic.Subtract(left(e), right(e)),
            BinaryOperator.Multiply => e => WholeArithmetic.Multiply(left(e), right(e)),
            BinaryOperator.Divide => e => WholeArithmetic.Divide(left(e), right(e)),
            _ => e => WholeArithmetic.Remainder(left(e), right(e)),
        };

    private static Func<EdgeEvent, bool> And(Func<EdgeEvent, bool> left, Func<EdgeEvent, bool> right) => e => left(e) && right(e);

    private static Func<EdgeEvent, bool> Or(Func<EdgeEvent, bool> left, Func<EdgeEvent, bool> right) => e => left(e) || right(e);

    private static Func<EdgeEvent,
    double> Arithmetic(BinaryOperator op, Func<EdgeEvent, double> left, Func<EdgeEvent, double> right) => op switch
    {
        BinaryOperator.Add => e => left(e) + right(e),
        BinaryOperator.Subtract => e => left(e) - right(e),
        BinaryOperator.Multiply => e => left(e) * right(e),
        BinaryOperator.Divide => e => left(e) / right(e),
        _ => e => left(e) % right(e),
    };
}
