using CsCheck;
using EventEdge.Replay;

namespace EventEdge.EventEdge.Tests.Replay;

public sealed class CsvReaderTests
{
    [Theory]
    [InlineData("a,b\n1,2\n")]
    [InlineData("a,b\r\n1,2\r\n")]
    [InlineData("a,b\n1,2")]
    [InlineData("\n\na,b\n\r\n1,2\n\n")]
    [InlineData("\"a\",\"b\"\n\"1\",\"2\"\n")]
    public void Line_ends_and_blank_lines_do_not_matter(string text) => Assert.Equal([["a", "b"], ["1", "2"]], Read(text));

    [Theory]
    [InlineData("\"a,b\"", "a,b")]
    [InlineData("\"a \"\"b\"\"\"", "a \"b\"")]
    [InlineData("\"a\nb\"", "a\nb")]
    [InlineData("\"\"", "")]
    public void Quotes_protect_what_is_inside(string text, string field) => Assert.Equal(["x", field], Assert.Single(Read($"x,{text}\n")));

    [Fact]
    public void Empty_fields_are_kept() => Assert.Equal([["", "", ""]], Read(",,\n"));

    [Theory]
    [InlineData("a\n\"b", "2: a quoted field without its end")]
    [InlineData("a\n\"b\"c\n", "2: text after a closing quote")]
    [InlineData("a\n\nb\"c\n", "3: a quote inside a field that is not quoted")]
    public void What_is_not_csv_is_named_with_its_line(string text, string message) =>
        Assert.Equal(message, Assert.Throws<FormatException>(() => Read(text)).Message);

    [Fact]
    public void A_field_without_end_is_cut_off_before_memory_is() =>
        Assert.Contains("longer than", Assert.Throws<FormatException>(() => Read(new string('x', CsvReader.FieldLimit + 1))).Message);

    [Fact]
    public void Lines_inside_quotes_count()
    {
        var reader = new CsvReader(new StringReader("\"a\nb\"\nc\n"));
        reader.ReadRow();
        Assert.Equal(["c"], reader.ReadRow());
        Assert.Equal(3, reader.Line);
    }

    [Fact]
    public void What_is_written_by_the_rules_is_read_as_it_was() =>
        Gen.String[Gen.Char["ab,\"\n\r é"], 0, 6].List[2, 4].List[1, 5].Sample(rows =>
        {
            var text = string.Concat(
                rows.Select(row => string.Join(',', row.Select(field => $"\"{field.Replace("\"", "\"\"")}\"")) + "\r\n"));
            Assert.Equal(rows, Read(text));
        });

    private static List<IReadOnlyList<string>> Read(string text)
    {
        var reader = new CsvReader(new StringReader(text));
        var rows = new List<IReadOnlyList<string>>();
        while (reader.ReadRow() is { } row) rows.Add(row);
        return rows;
    }
}
