using EventEdge.Contracts.Events;
using EventEdge.FunctionDispatcher.Expressions;

namespace EventEdge.FunctionDispatcher.Tests.Expressions;

public sealed class WhereExpressionTests
{
    private readonly EventLayout _layout = new();

    [Theory]
    [InlineData("temperature > 90", true)]
    [InlineData("temperature > 95.5", false)]
    [InlineData("temperature >= 95.5", true)]
    [InlineData("temperature = 95.5 and device == '7'", true)]
    [InlineData("temperature != 95.5", false)]
    [InlineData("temperature > 100 or running", true)]
    [InlineData("not running", false)]
    [InlineData("temperature * 2 - 1 = 190", true)]
    [InlineData("-temperature < -90", true)]
    [InlineData("temperature % 2 = 1.5", true)]
    [InlineData("1 + 2 * 3 = 7 and (1 + 2) * 3 = 9", true)]
    [InlineData("10 - 4 - 3 = 3", true)]
    [InlineData("device in ['6', '7']", true)]
    [InlineData("device not in ['6', '7']", false)]
    [InlineData("temperature in [-1, 95.5]", true)]
    [InlineData("running in [true]", true)]
    [InlineData("motor.speed < 10", true)]
    [InlineData("`odd name` = 'x'", true)]
    [InlineData("device < \"8\"", true)]
    [InlineData("note = null", true)]
    [InlineData("device != null", true)]
    [InlineData("state = 'it''s on'", true)]
    public void Decides_on_an_event(string text, bool expected) => Assert.Equal(expected, Decide(text));

    [Theory]
    [InlineData("counter = 9007199254740993", true)]
    [InlineData("counter = 9007199254740992", false)]
    [InlineData("9007199254740992 < counter", true)]
    [InlineData("counter in [9007199254740992, 9007199254740994]", false)]
    [InlineData("counter > debt", true)]
    [InlineData("debt = -9007199254740993", true)]
    [InlineData("debt != -9007199254740992", true)]
    [InlineData("debt in [-9007199254740993]", true)]
    [InlineData("huge = 18446744073709551615 and huge > 18446744073709551614", true)]
    [InlineData("huge >= 18446744073709551616", false)]
    [InlineData("coalesce(absent, huge) = 18446744073709551615", true)]
    [InlineData("counter - 1 = 9007199254740992", true)]
    [InlineData("counter - 1 = 9007199254740991", false)]
    [InlineData("counter + 2 = 9007199254740995 and counter * 3 = 27021597764222979", true)]
    [InlineData("counter % 10 = 3 and -counter = debt and counter + debt = 0", true)]
    [InlineData("huge - 1 = 18446744073709551614 and huge - counter = 18437736874454810622", true)]
    [InlineData("huge / 5 = 3689348814741910323", true)]
    [InlineData("huge + 1 > huge and huge + 2 = huge + 1", true)]
    [InlineData("bit_and(huge, 255) = 255 and bit_not(huge) = 0 and bit(huge, 63)", true)]
    [InlineData("bit_or(huge, 1) = huge and bit_xor(huge, 1) = 18446744073709551614", true)]
    [InlineData("shift_right(huge, 63) = 1 and shift_left(huge, 63) = 9223372036854775808", true)]
    [InlineData("signed(huge, 64) = -1 and to_hex(huge) = 'ffffffffffffffff' and bit_and(from_hex(to_hex(huge)), 1) = 1", true)]
    [InlineData("bit_and(debt, -1) = debt and shift_right(-8, 1) = -4 and bit_not(0) = -1", true)]
    public void Whole_numbers_are_compared_by_every_digit(string text, bool expected)
    {
        Assert.True(WhereExpression.TryParse(text, out var expression, out var error), error?.Message);
        var input = Some.Event(
            _layout, ("counter", 9007199254740993L), ("debt", -9007199254740993L), ("huge", FieldValue.Of(ulong.MaxValue)));

        Assert.Equal(expected, expression!.Compile(_layout)(input));
    }

    [Theory]
    [InlineData("absent > 0", false)]
    [InlineData("absent = 0", false)]
    [InlineData("absent != 0", false)]
    [InlineData("absent = null", false)]
    [InlineData("absent != null", false)]
    [InlineData("absent = absent", false)]
    [InlineData("absent in [0]", false)]
    [InlineData("absent not in [0]", false)]
    [InlineData("absent", false)]
    [InlineData("not (absent > 0)", true)]
    [InlineData("absent + 1 > 0", false)]
    [InlineData("note = 0", false)]
    [InlineData("note != 0", false)]
    [InlineData("note != device", false)]
    [InlineData("exists(note)", false)]
    [InlineData("exists(device)", true)]
    [InlineData("exists(absent)", false)]
    [InlineData("coalesce(absent, note, 5) = 5", true)]
    [InlineData("coalesce(absent, device) = '7'", true)]
    [InlineData("max(temperature, absent) > 0", false)]
    public void What_is_missing_or_null_makes_a_comparison_false(string text, bool expected) => Assert.Equal(expected, Decide(text));

    [Theory]
    [InlineData("device > 5")]
    [InlineData("device = 7")]
    [InlineData("device != 7")]
    [InlineData("device not in [7]")]
    [InlineData("device < temperature")]
    [InlineData("device != temperature")]
    [InlineData("temperature")]
    [InlineData("device + 1 > 0")]
    [InlineData("length(temperature) >= 0")]
    [InlineData("contains(temperature, '9')")]
    [InlineData("running > temperature")]
    [InlineData("running < running")]
    public void A_type_the_event_does_not_bring_is_false_and_never_throws(string text) => Assert.False(Decide(text));

    [Theory]
    [InlineData("contains(state, 's o')", true)]
    [InlineData("starts_with(state, 'it')", true)]
    [InlineData("ends_with(state, 'it')", false)]
    [InlineData("upper(state) = 'IT''S ON'", true)]
    [InlineData("lower('ÄB') = 'äb'", true)]
    [InlineData("length(state) = 7", true)]
    [InlineData("matches(state, '^it.s')", true)]
    [InlineData("matches(state, '[0-9]')", false)]
    [InlineData("abs(-3) = 3", true)]
    [InlineData("round(2.5) = 3 and round(-2.5) = -3", true)]
    [InlineData("floor(-1.5) = -2 and ceil(-1.5) = -1", true)]
    [InlineData("min(3, temperature, 4) = 3 and max(3, temperature) = 95.5", true)]
    public void Functions_do_what_their_names_say(string text, bool expected) => Assert.Equal(expected, Decide(text));

    [Fact]
    public void Evaluation_allocates_nothing()
    {
        var input = Event();
        var decide = Parse(
            "temperature > 90 and device in ['6', '7'] and lower(state) != 'x' and matches(state, 's on$') and motor.speed + 1 < 100")
                .Compile(_layout);
        for (var i = 0; i < 100; i++) Assert.True(decide(input));

        var before = GC.GetAllocatedBytesForCurrentThread();
        for (var i = 0; i < 1000; i++) decide(input);

        Assert.Equal(0, GC.GetAllocatedBytesForCurrentThread() - before);
    }

    [Fact]
    public void Takes_its_slots_when_compiled_and_tells_its_fields()
    {
        var expression = Parse("a.b > 1 or exists(c) or length(lower(d)) in [1]");

        expression.Compile(_layout);

        Assert.Equal(["a.b", "c", "d"], expression.FieldPaths.Order(StringComparer.Ordinal));
        Assert.All(expression.FieldPaths, path => Assert.True(_layout.Find(path) >= 0));
    }

    [Fact]
    public void The_division_by_zero_compares_as_IEEE_754_says()
    {
        Assert.True(Decide("1 / 0 > 1e300"));
        Assert.False(Decide("0 / 0 = 0 / 0"));
        Assert.False(Decide("0 / 0 != 1"));
    }

    private bool Decide(string text) => Parse(text).Compile(_layout)(Event());

    private static WhereExpression Parse(string text) =>
        WhereExpression.TryParse(text, out var expression, out var error) ? expression : throw new FormatException($"{text}: {error}");

    private EdgeEvent Event() => Some.Event(
        _layout, ("temperature", 95.5), ("device", "7"), ("running", true), ("motor.speed", 3), ("odd name", "x"),
        ("note", FieldValue.Null), ("state", "it's on"));
}
