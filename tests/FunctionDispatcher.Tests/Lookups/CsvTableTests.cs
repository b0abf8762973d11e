using System.Text;
using CsCheck;
using EventEdge.Contracts.Events;
using EventEdge.FunctionDispatcher.Configuration;
using EventEdge.FunctionDispatcher.Lookups.Csv;
using EventEdge.FunctionDispatcher.Lookups.Tables;

namespace EventEdge.FunctionDispatcher.Tests.Lookups;

public sealed class CsvTableTests
{
    [Theory]
    [InlineData("12", "Number 12")]
    [InlineData("-4.5", "Number -4.5")]
    [InlineData("1e3", "Number 1000")]
    [InlineData("9007199254740993", "Number 9007199254740993")]
    [InlineData("0", "Number 0")]
    [InlineData("0.5", "Number 0.5")]
    [InlineData("007", "Text 007")]
    [InlineData("-07", "Text -07")]
    [InlineData("+5", "Text +5")]
    [InlineData("1,5", "Text 1,5")]
    [InlineData("\"12\"", "Text 12")]
    [InlineData("\" a \"", "Text  a ")]
    [InlineData(" a ", "Text a")]
    [InlineData("TRUE", "Boolean true")]
    [InlineData("", "Missing ")]
    [InlineData("\"\"", "Text ")]
    [InlineData("2024-01-02", "Text 2024-01-02")]
    [InlineData("-", "Text -")]
    public void A_value_is_what_it_is_written_as(string written, string value) =>
        Assert.Equal(value, Shown(Read($"device;x\na;{written}\n", delimiter: ";").Table!.Rows[0].Values[0]));

    [Fact]
    public void With_a_decimal_comma_a_point_makes_no_number()
    {
        var rows = Read("device;x\na;1,5\nb;1.5\n", ";", DecimalMark.Comma).Table!.Rows;

        Assert.Equal(["Number 1.5", "Text 1.5"], rows.Select(row => Shown(row.Values[0])));
    }

    [Fact]
    public void Keys_are_texts_as_they_are_written()
    {
        var table = Read("device,line\n1.50,A\n 007 ,B\n\"x, \"\"y\"\"\",C\n").Table!;

        Assert.Equal(["1.50", "007", "x, \"y\""], table.Rows.Select(row => row.Key[0].AsText));
        Assert.Equal(["line"], table.Columns);
    }

    [Fact]
    public void Blank_lines_byte_order_marks_and_line_ends_of_both_kinds_are_read_over()
    {
        var table = Read("\uFEFFdevice,line\r\n\r\na,1\n , \n\t\nb,2").Table;

        Assert.Null(table);
        Assert.Equal(2, Read("\uFEFFdevice,line\r\n\r\na,1\n\t\nb,2").Table!.Rows.Count);
    }

    [Theory]
    [InlineData("", "t.csv:1:1: there is no row with the names of the columns")]
    [InlineData("\n \n", "t.csv:1:1: there is no row with the names of the columns")]
    [InlineData("device,device\n", "t.csv:1:1: two columns have the name 'device'")]
    [InlineData("device,\n", "t.csv:1:1: the name of a column has 1 to 256 characters, none of them a control")]
    [InlineData("\ndevice,x\na,1\nb\n", "t.csv:4:1: 1 values for 2 columns")]
    [InlineData("device,x\na,1\n,2\n", "t.csv:3:1: a row has no key")]
    [InlineData("device,x\na,1\nb,2\na,3\n", "t.csv:4:1: the key 'a' stands in line 2 already")]
    [InlineData("device,x\n\"a,1\n", "t.csv:2:1: the quote at byte 9 is not closed")]
    [InlineData("device,x\na,b\"c\n", "t.csv:2:1: a quote at byte 12 inside a value that does not begin with one")]
    public void What_is_wrong_in_the_file_is_told_at_its_line(string text, string problem) =>
        Assert.Equal(problem, Assert.Single(Read(text).Inside).ToString());

    [Fact]
    public void Bytes_that_are_no_text_are_told_at_their_line()
    {
        var reading = new CsvTable(Config()).Read([.. "device,x\na,1\nb,"u8, 0xC3, (byte)'\n'], "t.csv");

        Assert.Equal("t.csv:3:1: the file is not UTF-8", Assert.Single(reading.Inside).ToString());
    }

    [Fact]
    public void A_table_is_bounded_in_rows_and_in_size()
    {
        var many = new StringBuilder("device,x\n");
        for (var i = 0; i <= TableBuilder.RowLimit; i++) many.Append(i).Append(",1\n");
        var wide = new StringBuilder("device,x\n");
        for (var i = 0; i < 17; i++) wide.Append(i).Append(',').Append('x', 1 << 20).Append('\n');

        Assert.Contains("more than 100,000 rows", Assert.Single(Read($"{many}").Inside).Message, StringComparison.Ordinal);
        Assert.Contains("take more than 16MiB", Assert.Single(Read($"{wide}").Inside).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Columns_that_are_not_there_are_told_with_what_was_perhaps_meant()
    {
        var config = Config() with { Fields = ["lin"] };
        var problem = Assert.Single(new CsvTable(config).Read("device,line\n"u8, "t.csv").Problems);

        Assert.Equal(("Fields", "lin", "line"), (problem.Property, problem.Item, problem.Suggestion));
        Assert.Equal("the table has no column 'lin'; it has device, line", problem.Message);
    }

    [Fact]
    public void A_table_comes_back_from_its_bytes() =>
        Gen.Select(Gen.String.Array[0, 20], Gen.Double.Array[20]).Sample((keys, numbers) =>
        {
            TableRow[] rows = [.. keys.Select((key, i) => new TableRow(
                [FieldValue.Of(key)], [FieldValue.Of(WellFormed(key)), numbers[i], i % 2 == 0, FieldValue.Missing, FieldValue.Null]))];
            var table = new LookupTable(["a", "b", "c", "d", "e"], rows);

            var read = LookupTable.Of(table.ToBytes());

            Assert.Equal(table.Columns, read.Columns);
            Assert.Equal(rows.Select(r => r.Values), read.Rows.Select(r => r.Values));
        });

    [Fact]
    public void A_table_of_a_later_format_is_refused() =>
        Assert.Contains(
            "has format 9", Assert.Throws<InvalidDataException>(() => LookupTable.Of([9, 1])).Message, StringComparison.Ordinal);

    [Fact]
    public void No_file_does_harm() =>
        Gen.OneOf(Gen.Byte.Array[0, 400], Gen.Int[0, 18].Select(i => "device,x\n\r\";abc01.-"u8[i]).Array[0, 400]).Sample(bytes =>
        {
            byte[] file = [.. "device,x\n"u8, .. bytes];
            foreach (var content in new[] { bytes, file })
            {
                var reading = new CsvTable(Config()).Read(content, "t.csv");
                Assert.NotEqual(reading.Table is not null, reading.Inside.Count + reading.Problems.Count > 0);
                Assert.All(reading.Inside, problem => Assert.InRange(problem.Line, 1, content.Count(b => b == '\n') + 1));
            }
        }, iter: 20_000);

    private static string WellFormed(string text) => Encoding.UTF8.GetString(Encoding.UTF8.GetBytes(text));

    private static string Shown(FieldValue value) => $"{value.Kind} {value}";

    private static CsvLookupConfig Config(string delimiter = ",", DecimalMark mark = DecimalMark.Point) =>
        new() { Csv = "t.csv", Key = ["device"], Delimiter = delimiter, Decimal = mark };

    private static TableReading Read(string text, string delimiter = ",", DecimalMark mark = DecimalMark.Point) =>
        new CsvTable(Config(delimiter, mark)).Read(Encoding.UTF8.GetBytes(text), "t.csv");
}
