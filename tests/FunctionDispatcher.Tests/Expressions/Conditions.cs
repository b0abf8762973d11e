using CsCheck;
using EventEdge.Contracts.Events;
using EventEdge.FunctionDispatcher.Expressions.Functions;
using EventEdge.FunctionDispatcher.Expressions.Syntax;

namespace EventEdge.FunctionDispatcher.Tests.Expressions;

/// <summary>Generates conditions: any tree that can be written, and trees whose types go together.</summary>
internal static class Conditions
{
    public static readonly string[] Paths = ["a", "b.c", "odd name", "and"];

    private static readonly Gen<FieldValue> Numbers = Gen.OneOf<FieldValue>(0, 1, 2.5, 1e20, 1e-7);
    private static readonly Gen<FieldValue> Texts = Gen.OneOf<FieldValue>("", "a", "it's", "\"x\"");
    private static readonly Gen<FieldValue> Booleans = Gen.OneOf<FieldValue>(true, false);
    private static readonly Gen<Node> Field = Gen.OneOf(Paths).Select(Node (p) => new FieldNode(p));
    private static readonly Gen<Node> Null = Gen.Const<Node>(new LiteralNode(FieldValue.Null));

    /// <summary>Trees that can be written, most of them nonsense.</summary>
    public static Gen<Node> Writable { get; } = Gen.Recursive<Node>((depth, inner) => depth >= 4 ? Leaf : Gen.Frequency(
        (2, Leaf),
        (1, Gen.Select(Gen.Enum<UnaryOperator>(), inner).Select(Node (op, node) => new UnaryNode(op, node))),
        (4, Binary(inner, inner, BinaryOperator.Or, BinaryOperator.Remainder)),
        (1, Member(inner, Gen.OneOf(Numbers, Texts, Booleans))),
        (2, Gen.Select(Gen.Int[0, FunctionTable.All.Count - 1], inner.Array[5])
            .Select(Node (i, nodes) => Call(FunctionTable.All[i], nodes)))));

    /// <summary>Trees whose types go together, as far as types are known.</summary>
    public static Gen<Node> WellTyped { get; } = Boolean(4);

    private static Gen<Node> Leaf => Gen.OneOf(Gen.OneOf(Numbers, Texts, Booleans).Select(Literal), Null, Field);

    private static Gen<Node> Boolean(int depth) => depth == 0 ? Gen.OneOf(Booleans.Select(Literal), Field) : Gen.OneOf(
        Field,
        Boolean(depth - 1).Select(Node (n) => new UnaryNode(UnaryOperator.Not, n)),
        Binary(Boolean(depth - 1), Boolean(depth - 1), BinaryOperator.Or, BinaryOperator.And),
        Binary(Number(depth - 1), Number(depth - 1), BinaryOperator.Equal, BinaryOperator.GreaterOrEqual),
        Binary(Text(depth - 1), Text(depth - 1), BinaryOperator.Equal, BinaryOperator.GreaterOrEqual),
        Binary(Field, Field, BinaryOperator.Equal, BinaryOperator.GreaterOrEqual),
        Binary(Boolean(depth - 1), Field, BinaryOperator.Equal, BinaryOperator.NotEqual),
        Binary(Null, Gen.OneOf(Field, Null, Number(depth - 1)), BinaryOperator.Equal, BinaryOperator.NotEqual),
        Binary(Field, Null, BinaryOperator.Equal, BinaryOperator.NotEqual),
        Member(Number(depth - 1), Numbers),
        Member(Text(depth - 1), Texts),
        Member(Field, Booleans),
        Calls(Text(depth - 1), "contains", "starts_with", "ends_with"),
        Field.Select(Node (n) => Call(FunctionTable.ByName["exists"], n)));

    private static Gen<Node> Number(int depth) => depth == 0 ? Gen.OneOf(Numbers.Select(Literal), Field) : Gen.OneOf(
        Field,
        Number(depth - 1).Select(Node (n) => new UnaryNode(UnaryOperator.Negate, n)),
        Binary(Number(depth - 1), Number(depth - 1), BinaryOperator.Add, BinaryOperator.Remainder),
        Calls(Number(depth - 1), "abs", "round", "floor", "ceil", "min", "max", "coalesce"),
        Calls(Text(depth - 1), "length"));

    private static Gen<Node> Text(int depth) => depth == 0 ? Gen.OneOf(Texts.Select(Literal), Field) : Gen.OneOf(
        Field,
        Calls(Text(depth - 1), "lower", "upper", "coalesce"));

    private static Node Literal(FieldValue value) => new LiteralNode(value);

    private static Gen<Node> Binary(Gen<Node> left, Gen<Node> right, BinaryOperator first, BinaryOperator last) =>
        Gen.Select(Gen.Int[(int)first, (int)last], left, right).Select(Node (op, l, r) => new BinaryNode((BinaryOperator)op, l, r));

    private static Gen<Node> Member(Gen<Node> operand, Gen<FieldValue> items) => Gen.Select(operand, Gen.Bool, items.Array[1, 4])
        .Select(Node (node, not, values) => new MembershipNode(node, not, [.. values.Where(v => v.Kind == values[0].Kind)]));

    private static Gen<Node> Calls(Gen<Node> argument, params string[] functions) =>
        Gen.Select(Gen.OneOf(functions), argument.Array[3]).Select(Node (function, nodes) => Call(FunctionTable.ByName[function], nodes));

    private static CallNode Call(ExpressionFunction function, params Node[] nodes) =>
        new(function, nodes[..Math.Clamp(nodes.Length, function.MinArguments, function.MaxArguments)]);
}
