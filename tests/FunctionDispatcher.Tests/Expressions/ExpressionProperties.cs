using CsCheck;
using EventEdge.Contracts.Events;
using EventEdge.FunctionDispatcher.Expressions;

namespace EventEdge.FunctionDispatcher.Tests.Expressions;

public sealed class ExpressionProperties
{
    private static readonly Gen<FieldValue> Constants = Gen.OneOf<FieldValue>(0, 1, 2.5, 1e20, 1e-7, true, false, "", "a", "it's", "\"x\"");
    private static readonly Gen<FieldValue> Values = Gen.OneOf<FieldValue>(FieldValue.Missing, FieldValue.Null, -1, 0, 1, 2.5, double.PositiveInfinity, true, false, "", "a", "A");
    private static readonly string[] Paths = ["a", "b.c", "odd name", "and"];

    private static readonly Gen<Node> Leaves = Gen.OneOf(
        Constants.Select(Node (v) => new LiteralNode(v)),
        Gen.Const<Node>(new LiteralNode(FieldValue.Null)),
        Gen.OneOf(Paths).Select(Node (p) => new FieldNode(p)));

    private static readonly Gen<Node> Trees = Gen.Recursive<Node>((depth, inner) => depth >= 4 ? Leaves : Gen.Frequency(
        (2, Leaves),
        (1, Gen.Select(Gen.Enum<UnaryOperator>(), inner).Select(Node (op, node) => new UnaryNode(op, node))),
        (4, Gen.Select(Gen.Enum<BinaryOperator>(), inner, inner).Select(Node (op, left, right) => new BinaryNode(op, left, right))),
        (1, Gen.Select(inner, Gen.Bool, Constants.Array[1, 4]).Select(Node (node, not, items) => Membership(node, not, items))),
        (2, Gen.Select(Gen.Int[0, ExpressionFunction.All.Count - 1], inner.Array[3, 3]).Select(Node (i, nodes) => Call(ExpressionFunction.All[i], nodes)))));

    [Fact]
    public void What_is_printed_parses_to_the_same() => Trees.Sample(
        tree =>
        {
            var tokens = new List<Token>();
            Assert.Null(new Lexer(NodePrinter.Print(tree)).Read(tokens));
            Assert.Equal(tree, new Parser(tokens).ParseAll());
        },
        iter: 20_000,
        print: NodePrinter.Print);

    [Fact]
    public void The_compiled_condition_decides_as_the_naive_interpreter_does()
    {
        var decided = 0;
        Gen.Select(Trees, Values.Array[4, 4]).Sample(
            (tree, values) =>
            {
                if (!WhereExpression.TryParse(NodePrinter.Print(tree), out var expression, out _)) return;
                var layout = new EventLayout();
                var input = Some.Event(layout, [.. Paths.Zip(values)]);
                Assert.Equal(NaiveInterpreter.Decide(tree, input), expression.Compile(layout)(input));
                Interlocked.Increment(ref decided);
            },
            iter: 100_000,
            print: t => $"{NodePrinter.Print(t.Item1)} on {string.Join(" | ", t.Item2.Select(v => $"{v.Kind} {v}"))}");
        Assert.True(decided > 5_000, $"only {decided} of the trees were well typed");
    }

    [Fact]
    public void Any_text_gives_a_condition_or_an_error_inside_the_text()
    {
        var words = Gen.OneOf("a", "b.c", "(", ")", "[", "]", ",", "and", "or", "not", "in", "=", "<", "!=", "+", "-", "*", "'x'", "1", "abs", "min", "exists", "'", "`", "1e", "&&", "null", "true", "💡");
        words.Array[0, 12].Select(w => string.Join(' ', w)).Sample(
            text => WhereExpression.TryParse(text, out var parsed, out var error)
                ? WhereExpression.TryParse(parsed.ToString(), out var again, out _) && again.Root == parsed.Root
                : error.Offset >= 0 && error.Length >= 0 && error.Offset + error.Length <= text.Length && error.Message.Length > 0,
            iter: 50_000);
    }

    private static MembershipNode Membership(Node node, bool not, FieldValue[] items) =>
        new(node, not, [.. items.Where(i => i.Kind == items[0].Kind)]);

    private static CallNode Call(ExpressionFunction function, Node[] nodes)
    {
        Node[] arguments = nodes[..Math.Clamp(nodes.Length, function.MinArguments, function.MaxArguments)];
        if (function == ExpressionFunction.Exists) arguments = [new FieldNode("a")];
        if (function == ExpressionFunction.Matches) function = ExpressionFunction.Contains;
        return new(function, arguments);
    }
}
