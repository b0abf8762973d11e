using System.Globalization;
using System.Text.Json;
using CsCheck;
using EventEdge.Tests.Support;

using static EventEdge.FunctionDispatcher.Tests.Decoding.Sparkplug.SparkplugMessages;
using static EventEdge.FunctionDispatcher.Tests.Decoding.Sparkplug.SparkplugStructures;

namespace EventEdge.FunctionDispatcher.Tests.Decoding.Sparkplug;

/// <summary>Values of Sparkplug B that are no scalars.</summary>
public sealed class SparkplugValueTests
{
    private readonly DecoderBench _bench = DecoderBench.Of("sparkplug_b");

    [Theory]
    [InlineData(22, "ff7f80", "[-1,127,-128]")]
    [InlineData(23, "feff0080", "[-2,-32768]")]
    [InlineData(24, "00000080ffffffff", "[-2147483648,-1]")]
    [InlineData(25, "0000000000000080", "[-9223372036854775808]")]
    [InlineData(26, "00ff", "[0,255]")]
    [InlineData(27, "ffff0100", "[65535,1]")]
    [InlineData(28, "ffffffff", "[4294967295]")]
    [InlineData(29, "ffffffffffffffff", "[18446744073709551615]")]
    [InlineData(30, "9a99ad410000c07f", "[21.7,null]")]
    [InlineData(31, "3333333333b33540", "[21.7]")]
    [InlineData(32, "0c00000034d0", "[false,false,true,true,false,true,false,false,true,true,false,true]")]
    [InlineData(32, "00000000", "[]")]
    [InlineData(32, "", "[]")]
    [InlineData(33, "41424300c3a400", "[\"ABC\",\"ä\"]")]
    [InlineData(33, "00", "[\"\"]")]
    [InlineData(34, "00684be59b010000", "[1769078482944]")]
    public void Lists_are_json(int type, string hex, string json) =>
        Assert.EndsWith($" json='{json}'", Birth(Metric("m", null, type, Convert.FromHexString(hex))), StringComparison.Ordinal);

    [Theory]
    [InlineData(23, "ff", "is a Int16Array of 1 bytes, of which each value takes 2")]
    [InlineData(31, "00000000", "is a DoubleArray of 4 bytes, of which each value takes 8")]
    [InlineData(32, "01", "is a BooleanArray without its count")]
    [InlineData(32, "ffffffff00", "is a BooleanArray of 4294967295 values in 1 bytes")]
    [InlineData(33, "41", "is a StringArray whose last text has no end")]
    [InlineData(33, "ff00", "is a StringArray with a text that is not UTF-8")]
    public void Lists_that_are_none_are_told(int type, string hex, string problem) =>
        Assert.Equal($"! 'm' of g/n {problem}", Birth(Metric("m", null, type, Convert.FromHexString(hex))));

    [Fact]
    public void Lists_of_doubles_keep_every_value() => Gen.Double.Array[0, 20].Sample(
        values =>
        {
            var bytes = values.SelectMany(BitConverter.GetBytes).ToArray();
            var json = Birth(Metric("m", null, 31, bytes)).Split("json='")[1].Split('\'')[0];
            var read = JsonDocument.Parse(json).RootElement.EnumerateArray()
                .Select(one => one.ValueKind == JsonValueKind.Null ? double.NaN : one.GetDouble());
            Assert.Equal(values.Select(value => double.IsFinite(value) ? value : double.NaN), read);
        },
        threads: 1);

    [Fact]
    public void A_list_that_is_too_long_is_told()
    {
        var bench = DecoderBench.Of("{ sparkplug_b: { size_limit: 16MiB } }");
        bench.Topic = "spBv1.0/g/NBIRTH/n";
        var bits = new byte[4 + 60_000];
        BitConverter.GetBytes(480_000).CopyTo(bits, 0);
        Assert.Equal(
            "! 'm' of g/n is longer than 1048576 bytes as JSON", bench.Read(Payload(null, 0, Metric("m", null, 32, bits))));
        BitConverter.GetBytes(int.MaxValue).CopyTo(bits, 0);
        Assert.Contains("is a BooleanArray of 2147483647 values", bench.Read(Payload(null, 0, Metric("m", null, 32, bits))),
            StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void A_data_set_with_its_types_one_by_one_or_together(bool isPacked) => Assert.EndsWith(
        " json='{\"columns\":[\"n\",\"s\"],\"rows\":[[-1,\"x\"],[null,\"\"]]}'",
        Birth(Holding("t", 16, 17, DataSet(2, ["n", "s"], [3, 12], isPacked, [Cell(1, uint.MaxValue), Cell("x")], [[], Cell("")]))),
        StringComparison.Ordinal);

    [Fact]
    public void Data_sets_that_are_none_are_told()
    {
        Assert.Equal("! 't' of g/n is a data set of 3 columns with 2 names and 2 types", Table(DataSet(3, ["a", "b"], [3, 3], false)));
        Assert.Equal("! 't' of g/n is a data set of 2 columns with 2 names and 1 types", Table(DataSet(null, ["a", "b"], [3], false)));
        Assert.Equal("! 't' of g/n is a data set with a column of no basic type", Table(DataSet(1, ["a"], [19], false)));
        Assert.Equal("! 't' of g/n has 1 values of 2 in row 0 of its data set", Table(DataSet(2, ["a", "b"], [3, 3], false, [[Cell(1,
            1)]])));
        Assert.Equal(
            "! 't' of g/n has more than 1 values in row 0 of its data set", Table(DataSet(1, ["a"], [3], false, [[Cell(1, 1), Cell(1,
                2)]])));
        Assert.Equal(
            "! 't' of g/n has a value that is no Int32 in row 0 of its data set", Table(DataSet(1, ["a"], [3], false, [[Cell("x")]])));
        Assert.Equal("! 't' of g/n is not a data set", Table([8]));
        Assert.Equal("! 't' of g/n is a DataSet and has a value of another type", Birth(Metric("t", null, 16, 1)));
    }

    [Fact]
    [Tck("payloads-template-instance-members", "payloads-template-instance-members-data", "payloads-template-definition-members")]
    public void Data_of_a_template_have_the_types_of_its_birth()
    {
        Birth(Holding("M", 19, 18, Template(false, Metric("Speed", type: 3, value: 1), Metric("Name", type: 12, value: "x")), alias: 4));
        Assert.EndsWith(
            "name='M/Speed' type='Int32' value=-7 seq=1",
            Data(Holding(null, 0, 18, Template(false, Metric("Speed", value: -7)), alias: 4)), StringComparison.Ordinal);
    }

    [Fact]
    public void Templates_in_templates_are_called_by_all_their_names()
    {
        var inner = Holding("Shaft", 19, 18, Template(false, Metric("Speed", type: 10, value: 1.5)));
        Assert.EndsWith(
            "name='M/Shaft/Speed' type='Double' value=1.5 seq=0", Birth(Holding("M", 19, 18, Template(false, inner))),
                StringComparison.Ordinal);
        var deep = Enumerable.Range(0, 10).Aggregate(inner, (member, _) => Holding("x", 19, 18, Template(false, member)));
        Assert.EndsWith("is a template in templates, more than 8 deep", Birth(deep), StringComparison.Ordinal);
    }

    [Fact]
    public void Templates_that_are_none_are_told()
    {
        Assert.Equal("! 'M' of g/n is not a template", Birth(Holding("M", 19, 18, [18])));
        Assert.Equal("! 'M' of g/n is a Int32 and has a value of another type", Birth(Holding("M", 3, 18, Template(false))));
        Assert.Equal(
            "! 'M/a' in NBIRTH of g/n has no type", Birth(Holding("M", 19, 18, Template(false, Metric("a", value: 1)))));
    }

    [Fact]
    public void Properties_that_are_none_are_told()
    {
        Assert.Equal("! 'm' of g/n has 2 names of properties and 1 values", Birth(Said("m", 1, Properties(["a", "b"], Property(12, "x")))));
        Assert.Equal("! 'm' of g/n has broken properties", Birth(Said("m", 1, [8])));
        Assert.Equal("! 'm' of g/n has a property that is no Int32", Birth(Said("m", 1, Properties(["a"], Property(3, "x")))));
        var deep = Enumerable.Range(0, 10).Aggregate(
            Properties(["a"], Property(12, "x")), (set, _) => Properties(["s"], Property(20, field: 9, content: set)));
        Assert.EndsWith("has properties in properties, more than 8 deep", Birth(Said("m", 1, deep)), StringComparison.Ordinal);
    }

    [Fact]
    public void Properties_may_hold_sets_and_lists_of_them()
    {
        var set = Properties(["x"], Property(3, whole: -1));
        var said = Properties(["one", "many"], Property(20, field: 9, content: set), Property(21, field: 10, content: List(set, set)));
        Assert.EndsWith(
            "properties='{\"one\":{\"x\":-1},\"many\":[{\"x\":-1},{\"x\":-1}]}'", Birth(Said("m", 1, said)), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("Quality", 0)]
    [InlineData("quality", 500)]
    public void The_quality_is_a_field_however_it_is_written(string name, int quality) => Assert.Contains(
        string.Create(CultureInfo.InvariantCulture, $" quality={quality} "),
        Birth(Said("m", 1, Properties([name], Property(3, whole: quality)))), StringComparison.Ordinal);

    [Fact]
    public void Any_bytes_are_read_or_refused_and_never_throw() => Gen.Byte.Array[0, 60].Select(Gen.Int[0, 34], Gen.Int[16, 18]).Sample(
        (bytes, type, field) =>
        {
            Birth(Holding("m", type, field, bytes));
            Birth(Said("m", 1, bytes));
        },
        iter: 2_000,
        threads: 1);

    private string Table(byte[] content) => Birth(Holding("t", 16, 17, content));

    private string Birth(byte[] metric)
    {
        _bench.Topic = "spBv1.0/g/NBIRTH/n";
        return _bench.Read(Payload(null, 0, metric));
    }

    private string Data(byte[] metric)
    {
        _bench.Topic = "spBv1.0/g/NDATA/n";
        return _bench.Read(Payload(null, 1, metric));
    }
}
