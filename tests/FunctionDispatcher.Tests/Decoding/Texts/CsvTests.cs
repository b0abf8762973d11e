using System.Text;
using CsCheck;
using EventEdge.Contracts.Events;
using EventEdge.FunctionDispatcher.Configuration.Files;
using EventEdge.FunctionDispatcher.Decoders;
using EventEdge.FunctionDispatcher.Decoders.Csv;

namespace EventEdge.FunctionDispatcher.Tests.Decoding.Texts;

/// <summary><c>decode: csv</c>: an event for each row.</summary>
public sealed class CsvTests
{
    [Theory]
    [InlineData("", "t,x\n1,2\n3,4\n", "m t=1 x=2 @1s", "m t=3 x=4 @1s")]
    [InlineData("", "\uFEFFt,x\r\n1,2\r\n\r\n3,4", "m t=1 x=2 @1s", "m t=3 x=4 @1s")]
    [InlineData("", "a,b\n\"x, \"\"y\"\"\",\"7\"", "m a=\"x, \\\"y\\\"\" b=7 @1s")]
    [InlineData("", "a,b\n\"two\nlines\",1\n2,3", "m a=\"two\nlines\" b=1 @1s", "m a=2 b=3 @1s")]
    [InlineData("", " a , b \n 1 , 2.5 \ntrue,no", "m a=1 b=2.5 @1s", "m a=true b=\"no\" @1s")]
    [InlineData("", "a,b,c\n,\"\",1", "m b=\"\" c=1 @1s")]
    [InlineData("", "a\n18446744073709551615", "m a=18446744073709551615 @1s")]
    [InlineData("delimiter: ';', decimal: comma, thousands: point", "a;b\n1.234,5;x,y", "m a=1234.5 b=\"x,y\" @1s")]
    [InlineData("columns: [a, '', c], delimiter: tab", "1\t2\t3\n4\t5\t6", "m a=1 c=3 @1s", "m a=4 c=6 @1s")]
    [InlineData("columns: [a, b], skip_lines: 1, comment: '#'", "a;b;c\n#1,2\n3,4\n# end", "m a=3 b=4 @1s")]
    [InlineData("text_columns: [serial]", "serial,x\n007,007", "m serial=\"007\" x=7 @1s")]
    [InlineData("quote: none", "a,b\n5\" pipe,2", "m a=\"5\\\" pipe\" b=2 @1s")]
    [InlineData("quote: \"'\"", "a\n'x,''y'''", "m a=\"x,'y'\" @1s")]
    [InlineData("encoding: latin1, columns: [a]", "x", "m a=\"x\" @1s")]
    [InlineData("columns: [a]", "\uFEFF\uFEFF1\n2\n3", "m a=\"\uFEFF1\" @1s", "m a=2 @1s", "m a=3 @1s")]
    public void A_row_is_an_event(string settings, string payload, params string[] lines) =>
        Assert.Equal(lines, Decoded(settings, payload));

    [Theory]
    [InlineData("a,b\n")]
    [InlineData("a,b")]
    public void A_header_alone_is_no_event(string payload) => Assert.Empty(Decoded("", payload));

    [Theory]
    [InlineData("", "a,b\n1,2\n3", "line 3: 1 values for 2 columns")]
    [InlineData("", "a,b\n\n1,2,3\n4,5", "line 3: 3 values for 2 columns")]
    [InlineData("", "a,b\n\"x\n\ny\",2\n3", "line 5: 1 values for 2 columns")]
    [InlineData("", "a,b\n1,\"2", "line 2: the quote at byte 6 is not closed")]
    [InlineData("", "a,b\n1,2\"3\"", "line 2: a quote at byte 7 inside a value that does not begin with one")]
    [InlineData("", "a,b\n1,\"2\"3", "line 2: something behind the closing quote at byte 9")]
    [InlineData("", "a,a\n1,2", "line 1: two columns have the name 'a'")]
    [InlineData("", "\n\n", "there is no row with the names of the columns")]
    [InlineData("columns: [a]", "", "the payload is empty")]
    public void A_row_that_is_none_gives_up_the_message(string settings, string payload, string problem) =>
        Assert.EndsWith(problem, Assert.Single(Decoded(settings, payload)), StringComparison.Ordinal);

    [Theory]
    [InlineData("columns: [a, b, a]", "'a' is in columns twice")]
    [InlineData("columns: [a], text_columns: [b]", "there is no column 'b' in columns")]
    [InlineData("quote: ';', delimiter: ';'", "quote ; is the delimiter too")]
    [InlineData("comment: ','", "comment , is the delimiter or the quote too")]
    [InlineData("thousands: comma, decimal: comma", "thousands comma is the decimal mark too: decimal is comma")]
    [InlineData("columns: []", "0 columns; there may be 1 to 1024")]
    public void What_cannot_be_is_told_when_the_file_is_read(string settings, string problem) => Assert.Equal(
        problem,
        Assert.Single(BindingsFile.Parse(
            $"bindings: [ {{ name: b, trigger: {{ mqtt: t }}, decode: {{ csv: {{ {settings} }} }}, function: {{ builtin: pass }} }} ]", "b")
            .Problems).Message);

    [Fact]
    public void Declared_columns_are_all_the_fields_there_are()
    {
        var problem = Assert.Single(BindingsFile.Parse(
            """
            bindings:
              - name: b
                trigger: { mqtt: t }
                decode: { csv: { columns: [temperature] } }
                where: temprature > 1
                function: { builtin: pass }
            """, "b").Problems);
        Assert.Equal("there is no field 'temprature': decode csv gives temperature", problem.Message);
        Assert.Equal("temperature", problem.Suggestion);
    }

    /// <summary>Whatever is written as RFC 4180 has it is read as it was.</summary>
    [Fact]
    public void Every_table_comes_out_as_it_went_in() =>
        Gen.Select(Gen.Int[1, 5], Gen.String[Gen.Char["ab,\"\r\n é"], 0, 8].Array[1, 40]).Sample((width, cells) =>
        {
            var rows = cells.Chunk(width).Where(r => r.Length == width).ToList();
            var csv = string.Concat(rows.Select(r => string.Join(',', r.Select(Quoted)) + "\r\n"));
            Assert.Equal(rows.SelectMany(r => r), Read(width, csv));
        });

    private static string Quoted(string cell) => $"\"{cell.Replace("\"", "\"\"", StringComparison.Ordinal)}\"";

    private static List<string> Read(int width, string csv)
    {
        var names = Enumerable.Range(0, width).Select(i => $"c{i}").ToArray();
        var layout = new EventLayout();
        IEventDecoder decoder = new CsvDecoder().Create(
            new CsvDecoderConfig { Columns = names, TextColumns = names }, layout, keepsAll: true);
        var (result, position, step) = (new List<string>(), 0, DecodeStep.More);
        var bytes = Encoding.UTF8.GetBytes(csv);
        while (step == DecodeStep.More && bytes.Length > 0)
        {
            var target = new EdgeEvent(layout);
            step = decoder.Read(bytes, ref position, target, out var error);
            Assert.Null(error);
            if (step is not DecodeStep.End) result.AddRange(names.Select(n => target[n].AsText!));
        }

        return result;
    }

    private static IReadOnlyList<string> Decoded(string settings, string payload) =>
        DispatchedLines.Decoded($"{{ csv: {{ {settings} }} }}", payload);
}
