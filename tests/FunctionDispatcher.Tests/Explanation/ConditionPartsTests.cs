using CsCheck;
using EventEdge.Contracts.Events;
using EventEdge.FunctionDispatcher.Explanation.Words;
using EventEdge.FunctionDispatcher.Expressions;
using EventEdge.FunctionDispatcher.Expressions.Syntax;
using EventEdge.FunctionDispatcher.Tests.Expressions;

namespace EventEdge.FunctionDispatcher.Tests.Explanation;

public sealed class ConditionPartsTests
{
    private static readonly Gen<FieldValue> Values = Gen.OneOf<FieldValue>(
        FieldValue.Missing, FieldValue.Null, -1, 0, 1, 2.5, double.PositiveInfinity, true, false, "", "a", "A");

    [Theory]
    [InlineData("temperature > 90", "temperature > 90 is false: temperature is 21.5")]
    [InlineData("temperature > -40 and temperature < 20", "temperature < 20 is false: temperature is 21.5")]
    [InlineData("temperature > 90 or state = 'hot'", "temperature > 90 is false: temperature is 21.5; state = 'hot' is false: state is "
        + "'cold'")]
    [InlineData("not (temperature > 20)", "temperature > 20 is true: temperature is 21.5")]
    [InlineData("temprature > 20", "temprature > 20 is false: there is no field temprature, but temperature: did you mean that?")]
    [InlineData("Temperature > 20", "Temperature > 20 is false: there is no field Temperature, but temperature: did you mean that?")]
    [InlineData("humidity > 20", "humidity > 20 is false: there is no field humidity, but data.humidity: did you mean that?")]
    [InlineData("pressure > 20", "pressure > 20 is false: there is no field pressure: the event has temperature, state, level, "
        + "data.humidity, gone")]
    [InlineData("level > 20", "level > 20 is false: level is the text '95', not a number")]
    [InlineData("state = 5", "state = 5 is false: state is the text 'cold', not a number")]
    [InlineData("state in ['hot', 'warm']", "state in ['hot', 'warm'] is false: state is 'cold'")]
    [InlineData("gone > 1", "gone > 1 is false: gone is null")]
    [InlineData("temperature * 2 > 90", "temperature * 2 > 90 is false: temperature is 21.5, temperature * 2 is 43")]
    [InlineData("1 > 2", "1 > 2 is false")]
    public void The_part_that_decides_is_told_with_its_values(string condition, string because) =>
        Assert.Equal(because, Parts(condition).Because());

    [Fact]
    public void Every_part_is_told_with_what_it_came_to() => Assert.Equal(
        [("temperature > 20", true), ("state = 'hot'", false), ("level = '95'", true)],
        Parts("temperature > 20 and (not state = 'hot' or level = '95')").All().Select(part => (part.Text, part.Holds)));

    [Fact]
    public void The_parts_that_are_told_decide_the_whole() =>
        Gen.Select(Conditions.WellTyped, Values.Array[Conditions.Paths.Length]).Sample(
            (tree, values) =>
            {
                Assert.True(WhereExpression.TryParse(NodePrinter.Print(tree), out var where, out _));
                var input = Expressions.Some.Event(new EventLayout(), [.. Conditions.Paths.Zip(values)]);
                var parts = new ConditionParts(where, input);
                var leaves = parts.All();

                Assert.Equal(NaiveInterpreter.Decide(tree, input), Decide(tree, new(leaves.Select(leaf => leaf.Holds))));
                Assert.NotEmpty(parts.Because());
                Assert.All(parts.Because().Split("; ").Take(1), told => Assert.Contains(leaves, leaf => told.StartsWith(
                    $"{leaf.Text} is {(leaf.Holds ? "true" : "false")}", StringComparison.Ordinal)));
            },
            iter: 5000);

    private static ConditionParts Parts(string condition)
    {
        Assert.True(WhereExpression.TryParse(condition, out var where, out var error), error?.Message);
        return new(where, Expressions.Some.Event(
            new EventLayout(), ("temperature", 21.5), ("state", "cold"), ("level", "95"), ("data.humidity", 40),
            ("gone", FieldValue.Null)));
    }

    // The whole from its leaves, from the left.
    private static bool Decide(Node node, Queue<bool> leaves)
    {
        switch (node)
        {
            case BinaryNode { Operator: BinaryOperator.And or BinaryOperator.Or } both:
                var (left, right) = (Decide(both.Left, leaves), Decide(both.Right, leaves));
                return both.Operator == BinaryOperator.And ? left && right : left || right;
            case UnaryNode { Operator: UnaryOperator.Not } negated:
                return !Decide(negated.Operand, leaves);
            default:
                return leaves.Dequeue();
        }
    }
}
