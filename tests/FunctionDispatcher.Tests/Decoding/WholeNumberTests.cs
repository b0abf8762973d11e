using System.Globalization;
using System.Numerics;
using System.Text;
using CsCheck;
using EventEdge.Contracts.Events;
using EventEdge.FunctionDispatcher.Decoders.Json;
using EventEdge.FunctionDispatcher.Decoders.Text;

namespace EventEdge.FunctionDispatcher.Tests.Decoding;

/// <summary>Whole numbers keep every digit, whatever their size.</summary>
public sealed class WholeNumberTests
{
    private static readonly Gen<BigInteger> Any = Gen.OneOf(
        Gen.Long.Select(value => new BigInteger(value)),
        Gen.ULong.Select(value => new BigInteger(value)),
        Gen.Select(Gen.Int[-3, 3], Gen.Int[50, 66], Gen.Bool,
            (near, power, isNegative) => (BigInteger.Pow(2, power) + near) * (isNegative ? -1 : 1)),
        Gen.Select(Gen.ULong, Gen.ULong, (high, low) => (new BigInteger(high) << 64) + low));

    [Fact]
    public void Every_digit_of_a_json_number_is_kept() =>
        Any.Sample(number => Assert.Equal(Text(number), Json(Text(number)).ToString()), iter: 2000);

    [Fact]
    public void Every_digit_of_a_text_payload_is_kept() =>
        Any.Sample(number => Assert.Equal(Text(number), Plain(Text(number)).ToString()), iter: 2000);

    [Fact]
    public void Two_numbers_are_equal_exactly_when_they_are_the_same() => Gen.Select(Any, Gen.Int[-2, 2]).Sample((number, off) =>
    {
        var (one, other) = (Json(Text(number)), Json(Text(number + off)));

        Assert.Equal(off == 0, one == other);
        Assert.Equal(off == 0, new HashSet<FieldValue> { one }.Contains(other));
        Assert.Equal(-off.CompareTo(0), WholeNumber.Compare(one, other));
        Assert.Equal(off, WholeNumber.Difference(other, one));
    }, iter: 2000);

    [Theory]
    [InlineData("1", "1.0")]
    [InlineData("1000", "1e3")]
    [InlineData("0", "-0.0")]
    [InlineData("1000000000000000000", "1e18")]
    [InlineData("9007199254740992", "9007199254740992.0")]
    public void A_number_is_the_same_however_it_is_spelled(string one, string other)
    {
        Assert.Equal(Json(one), Json(other));
        Assert.Equal(Json(one).GetHashCode(), Json(other).GetHashCode());
        Assert.Equal(one, Json(other).ToString());
    }

    [Theory]
    [InlineData("1e22", "10000000000000000000000")]
    [InlineData("1e-7", "0.0000001")]
    [InlineData("-1.25e-9", "-0.00000000125")]
    [InlineData("1234567890123456.5", "1234567890123456.5")]
    [InlineData("-9007199254740993", "-9007199254740993")]
    [InlineData("21.5", "21.5")]
    public void No_number_becomes_a_text_with_an_exponent(string sent, string shown) => Assert.Equal(shown, Json(sent).ToString());

    [Fact]
    public void A_text_without_an_exponent_reads_back_as_the_same_double() => Gen.Double.Where(double.IsFinite).Sample(number =>
    {
        var text = FieldValue.Of(number).ToString();

        Assert.DoesNotContain('E', text);
        Assert.Equal(number, double.Parse(text, CultureInfo.InvariantCulture));
    });

    [Fact]
    public void Saved_values_come_back_as_they_were() => Any.Sample(number =>
    {
        var value = Json(Text(number));
        var stream = new MemoryStream();
        new BinaryWriter(stream).WriteValue(value);
        stream.Position = 0;

        Assert.Equal(value, new BinaryReader(stream).ReadValue());
    });

    [Fact]
    public void A_constructed_value_is_the_number_that_it_was_given() => Any.Sample(number =>
    {
        if (number >= long.MinValue && number <= long.MaxValue) Assert.Equal(Json(Text(number)), FieldValue.Of((long)number));
        if (number >= 0 && number <= ulong.MaxValue) Assert.Equal(Json(Text(number)), FieldValue.Of((ulong)number));
        Assert.Equal(number >= long.MinValue && number <= long.MaxValue, Json(Text(number)).TryGetWhole(out _));
        Assert.Equal((double)number, Json(Text(number)).AsNumber, 1 + Math.Abs((double)number * 1e-15));
    });

    private static string Text(BigInteger number) => number.ToString(CultureInfo.InvariantCulture);

    private static FieldValue Json(string number)
    {
        var layout = new EventLayout();
        var slot = layout.SlotOf("n");
        var input = new EdgeEvent(layout);
        Assert.True(new JsonEventDecoder(layout).TryDecode(Encoding.UTF8.GetBytes($"{{\"n\":{number}}}"), input, out var error), error);
        return input.At(slot);
    }

    private static FieldValue Plain(string number)
    {
        var layout = new EventLayout();
        var input = new EdgeEvent(layout);
        Assert.True(new TextEventDecoder(layout).TryDecode(Encoding.UTF8.GetBytes(number), input, out var error), error);
        return input["value"];
    }
}
