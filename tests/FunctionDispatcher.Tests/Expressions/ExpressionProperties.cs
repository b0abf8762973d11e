using CsCheck;
using EventEdge.Contracts.Events;
using EventEdge.FunctionDispatcher.Expressions;
using EventEdge.FunctionDispatcher.Expressions.Functions;
using EventEdge.FunctionDispatcher.Expressions.Syntax;

namespace EventEdge.FunctionDispatcher.Tests.Expressions;

public sealed class ExpressionProperties
{
    private static readonly Gen<FieldValue> Values = Gen.OneOf<FieldValue>(
        FieldValue.Missing, FieldValue.Null, -1, 0, 1, 2.5, double.PositiveInfinity, true, false, "", "a", "A");

    [Fact]
    public void What_is_printed_parses_to_the_same() => Conditions.Writable.Sample(
        tree =>
        {
            var tokens = new List<Token>();
            Assert.Null(new Lexer(NodePrinter.Print(tree)).Read(tokens));
            Assert.Equal(tree, new Parser(tokens, FunctionTable.ByName, _ => null).ParseAll());
        },
        iter: 10_000,
        print: NodePrinter.Print);

    [Fact]
    public void The_compiled_condition_decides_as_the_naive_interpreter_does() =>
        Gen.Select(Conditions.WellTyped, Values.Array[Conditions.Paths.Length]).Sample(
            (tree, values) =>
            {
                Assert.True(WhereExpression.TryParse(NodePrinter.Print(tree), out var expression, out var error), error?.Message);
                var layout = new EventLayout();
                var input = Some.Event(layout, [.. Conditions.Paths.Zip(values)]);
                Assert.Equal(NaiveInterpreter.Decide(tree, input), expression.Compile(layout)(input));
            },
            iter: 10_000,
            print: t => $"{NodePrinter.Print(t.Item1)} on {string.Join(" | ", t.Item2.Select(v => $"{v.Kind} {v}"))}");

    [Fact]
    public void Any_text_gives_a_condition_or_an_error_inside_the_text()
    {
        var words = Gen.OneOf(
            "a", "b.c", "(", ")", "[", "]", ",", "and", "or", "not", "in", "=", "<", "!=", "+", "-", "*", "'x'", "1", "abs", "min",
            "exists", "'", "`", "1e", "&&", "null", "true", "💡");
        words.Array[0, 12].Select(w => string.Join(' ', w)).Sample(
            text => WhereExpression.TryParse(text, out var parsed, out var error)
                ? WhereExpression.TryParse(parsed.ToString(), out var again, out _) && again.Root == parsed.Root
                : error.Offset >= 0 && error.Length >= 0 && error.Offset + error.Length <= text.Length && error.Message.Length > 0,
            iter: 20_000);
    }
}
