using EventEdge.FunctionDispatcher.Expressions;
using EventEdge.FunctionDispatcher.Expressions.Syntax;

namespace EventEdge.FunctionDispatcher.Tests.Expressions;

public sealed class ExpressionErrorTests
{
    [Theory]
    [InlineData("a > 'x", 4, 2, "not closed")]
    [InlineData("a > `x", 4, 2, "not closed")]
    [InlineData("a > ``", 4, 2, "empty")]
    [InlineData("a > 10s", 6, 1, "must not follow a number")]
    [InlineData("a > 1.", 5, 1, "must not follow a number")]
    [InlineData("a > 1e999", 4, 5, "larger than a double")]
    [InlineData("a. > 1", 1, 1, "name must follow '.'")]
    [InlineData("a ~ 1", 2, 1, "'~' has no meaning")]
    [InlineData("a \u0007 1", 2, 1, "U+0007")]
    public void Characters_that_make_no_word(string text, int offset, int length, string message) =>
        AssertError(text, ExpressionErrorKind.Token, offset, length, message);

    [Theory]
    [InlineData("", 0, 0, "ends where a value is expected")]
    [InlineData("a >", 3, 0, "ends where a value is expected")]
    [InlineData("(a > 1", 6, 0, "')' is expected to close the one at column 1, not the end")]
    [InlineData("a > 1)", 5, 1, "')' is not expected here")]
    [InlineData("a > 1 b", 6, 1, "'b' is not expected here")]
    [InlineData("a > and b", 4, 3, "a value is expected before 'and'")]
    [InlineData("1 < a < 3", 6, 1, "cannot be chained")]
    [InlineData("a in [1] in [2]", 9, 2, "cannot be chained")]
    [InlineData("a in 1", 5, 1, "'[' is expected, not a number")]
    [InlineData("a in [b]", 6, 1, "a list holds constants")]
    [InlineData("a in []", 6, 1, "a list holds constants")]
    [InlineData("a in [1, 2", 10, 0, "']' is expected to close the one at column 6")]
    [InlineData("abs(1 2)", 6, 1, "')' is expected")]
    public void Words_in_an_order_that_makes_no_sense(string text, int offset, int length, string message) =>
        AssertError(text, ExpressionErrorKind.Syntax, offset, length, message);

    [Theory]
    [InlineData("abs(a, b) > 1", 0, 9, "abs(x) does not take 2 arguments")]
    [InlineData("abs() > 1", 0, 5, "does not take 0 arguments")]
    [InlineData("nope(a)", 0, 4, "there is no function 'nope'")]
    public void Functions_that_do_not_exist_so(string text, int offset, int length, string message) =>
        AssertError(text, ExpressionErrorKind.Function, offset, length, message);

    [Theory]
    [InlineData("1 + 2", 0, 5, "the condition must be true or false; '1 + 2' is a number")]
    [InlineData("a > 1 and 5", 10, 1, "'and' needs true or false; 5 is a number")]
    [InlineData("not 'x'", 4, 3, "'not' needs true or false")]
    [InlineData("a + 'x' > 1", 4, 3, "'+' needs a number; 'x' is a text")]
    [InlineData("-'x' > 1", 1, 3, "'-' needs a number")]
    [InlineData("length(a) = 'x'", 12, 3, "'=' never holds between 'length' (a number) and 'x' (a text)")]
    [InlineData("(a > 1) < 2", 0, 7, "compares numbers or texts")]
    [InlineData("a < null", 4, 4, "compares numbers or texts")]
    [InlineData("length(5) = 1", 7, 1, "'length' needs a text")]
    [InlineData("length(a) in ['x']", 0, 9, "needs a text")]
    [InlineData("a in [1, 'x']", 9, 3, "a list holds one type")]
    [InlineData("exists(1 + 1)", 7, 5, "name of a field")]
    [InlineData("matches(a, b)", 11, 1, "constant")]
    [InlineData("matches(a, '(')", 11, 3, "not usable")]
    [InlineData("matches(a, '(?=x)')", 11, 7, "not usable")]
    public void Types_that_do_not_go_together(string text, int offset, int length, string message) =>
        AssertError(text, ExpressionErrorKind.Type, offset, length, message);

    [Theory]
    [InlineData("a > 1 AND b > 2", "and")]
    [InlineData("a && b", "and")]
    [InlineData("a || b", "or")]
    [InlineData("!a", "not")]
    [InlineData("a <> 1", "!=")]
    [InlineData("legnth(a) > 1", "length")]
    [InlineData("start_with(a, 'x')", "starts_with")]
    public void Suggests_what_was_perhaps_meant(string text, string suggestion)
    {
        Assert.False(WhereExpression.TryParse(text, out _, out var error));
        Assert.Equal(suggestion, error.Suggestion);
    }

    [Fact]
    public void A_capture_is_a_text_and_is_checked_as_one()
    {
        Assert.False(WhereExpression.TryParse("device = 7", ["device"], out _, out var error));
        Assert.Equal((ExpressionErrorKind.Type, 9, "'7'"), (error.Kind, error.Offset, error.Suggestion));
        Assert.True(WhereExpression.TryParse("device = '7'", ["device"], out _, out _));
    }

    [Theory]
    [InlineData("(", "a", ")")]
    [InlineData("-", "1", "")]
    [InlineData("not ", "a", "")]
    [InlineData("abs(", "a", ")")]
    [InlineData("", "a", " or a")]
    [InlineData("1 + (", "a", ")")]
    public void Endless_nesting_is_an_error_and_not_a_stack_overflow(string before, string middle, string after)
    {
        var times = (WhereExpression.LengthLimit - 1) / (before.Length + after.Length);
        var text = string.Concat(Enumerable.Repeat(before, times)) + middle + string.Concat(Enumerable.Repeat(after, times));

        Assert.False(WhereExpression.TryParse(text, out _, out var error));
        Assert.Equal(ExpressionErrorKind.Limit, error.Kind);
    }

    [Fact]
    public void An_endless_text_is_not_even_read()
    {
        Assert.False(WhereExpression.TryParse(new string('(', 10_000_000), out _, out var error));
        Assert.Equal(ExpressionErrorKind.Limit, error.Kind);
    }

    private static void AssertError(string text, ExpressionErrorKind kind, int offset, int length, string message)
    {
        Assert.False(WhereExpression.TryParse(text, out _, out var error));
        Assert.Contains(message, error.Message, StringComparison.Ordinal);
        Assert.Equal((kind, offset, length), (error.Kind, error.Offset, error.Length));
    }
}
