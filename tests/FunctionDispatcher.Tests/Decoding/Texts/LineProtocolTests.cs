using System.Buffers;
using System.Text;
using CsCheck;
using EventEdge.Contracts.Events;
using EventEdge.Contracts.Measurements;
using EventEdge.FunctionDispatcher.Decoders;
using EventEdge.FunctionDispatcher.Decoders.LineProtocol;
using EventEdge.FunctionDispatcher.Formats.LineProtocol;

namespace EventEdge.FunctionDispatcher.Tests.Decoding.Texts;

/// <summary><c>decode: line_protocol</c>, by the rules of InfluxDB's documentation.</summary>
public sealed class LineProtocolTests
{
    [Theory]
    [InlineData("cpu,host=a usage=1.5 1700000000000000000", "m measurement=\"cpu\" host=\"a\" usage=1.5 timestamp=1700000000000000000 @1s")]
    [InlineData("cpu u=1", "m measurement=\"cpu\" u=1 @1s")]
    [InlineData("m i=-7i,u=18446744073709551615u,f=1e3,b=t,n=FALSE,s=\"x\"",
        "m measurement=\"m\" i=-7 u=18446744073709551615 f=1000 b=true n=false s=\"x\" @1s")]
    [InlineData("m i=9223372036854775807i", "m measurement=\"m\" i=9223372036854775807 @1s")]
    [InlineData("my\\ m\\,x,t\\=a\\ g=v\\,a\\ l\\=u f\\ 1=1", "m measurement=\"my m,x\" t\\=a\\ g=\"v,a l=u\" f\\ 1=1 @1s")]
    [InlineData("m s=\"a \\\"q\\\" \\\\ b,c=d\"", "m measurement=\"m\" s=\"a \\\"q\\\" \\\\ b,c=d\" @1s")]
    [InlineData("m s=\"two\nlines\" 1", "m measurement=\"m\" s=\"two\nlines\" timestamp=1 @1s")]
    [InlineData("# comment\n\nm a=1\n  \nn b=2\n", "m measurement=\"m\" a=1 @1s", "m measurement=\"n\" b=2 @1s")]
    [InlineData("\uFEFF\uFEFFm a=1\nm a=2", "m measurement=\"\uFEFFm\" a=1 @1s", "m measurement=\"m\" a=2 @1s")]
    [InlineData("m,x=tag x=1", "m measurement=\"m\" x=1 @1s")]
    [InlineData("m measurement=3,timestamp=4 5", "m measurement=3 timestamp=4 @1s")]
    public void A_line_is_an_event(string payload, params string[] lines) => Assert.Equal(lines, Decoded("line_protocol", payload));

    [Theory]
    [InlineData("s", "1700000000")]
    [InlineData("ms", "1700000000000")]
    [InlineData("us", "1700000000000000")]
    [InlineData("ns", "1700000000000000000")]
    public void A_timestamp_counts_what_is_declared(string precision, string written) => Assert.Equal(
        ["m measurement=\"m\" a=1 timestamp=1700000000000000000 @1s"],
        Decoded($"{{ line_protocol: {{ precision: {precision} }} }}", $"m a=1 {written}"));

    [Theory]
    [InlineData("m", "line 1: no blank before the fields at byte 1")]
    [InlineData("m a", "line 1: a field without name or '=' at byte 3")]
    [InlineData("m a=1\nn,x a=1", "line 2: a tag without name or '=' at byte 9")]
    [InlineData("m,x= a=1", "line 1: a tag without a value at byte 4")]
    [InlineData("m a=1x", "line 1: '1x' is no value at byte 4")]
    [InlineData("m a=nan", "line 1: 'nan' is no value at byte 4")]
    [InlineData("m a=99999999999999999999i", "line 1: '99999999999999999999i' is no value at byte 4")]
    [InlineData("m a=\"x", "line 1: a text that is not closed at byte 6")]
    [InlineData("m a=1 12.5", "line 1: '12.5' is no timestamp at byte 6")]
    [InlineData("m a=1, 5", "line 1: a field without name or '=' at byte 6")]
    [InlineData("", "the payload is empty")]
    public void A_line_that_is_none_gives_up_the_message(string payload, string problem) =>
        Assert.EndsWith(problem, Assert.Single(Decoded("line_protocol", payload)), StringComparison.Ordinal);

    /// <summary>What the product writes as line protocol it reads as the same.</summary>
    [Fact]
    public void Every_result_comes_back()
    {
        var name = Gen.String[Gen.Char["ab,= é\"1"], 1, 6];
        Gen.Select(name, name, name, Gen.String[Gen.Char["x\"\\ ,=\n"], 0, 8], Gen.Double.Where(double.IsFinite)).Sample(
            (measurement, tag, field, text, number) =>
            {
                var point = new Point
                {
                    Measurement = measurement,
                    Tags = [new($"t{tag}", tag)],
                    Fields = [new($"f{field}", text), new($"g{field}", number)],
                    Time = DateTimeOffset.UnixEpoch.AddTicks(12345),
                };
                var output = new ArrayBufferWriter<byte>();
                Assert.True(new LineProtocolWriter("b").TryWrite(point, output, out var problem), problem);
                var layout = new EventLayout();
                var (target, position) = (new EdgeEvent(layout), 0);
                var step = new LineProtocolDecoder().Create(null, layout, keepsAll: true)
                    .Read(output.WrittenSpan, ref position, target, out var error);
                Assert.True(step == DecodeStep.Last, $"{error} in {Encoding.UTF8.GetString(output.WrittenSpan)}");
                Assert.Equal(measurement, target["measurement"].AsText);
                Assert.Equal(tag, target[$"t{tag}"].AsText);
                Assert.Equal(text, target[$"f{field}"].AsText);
                Assert.Equal(number, target[$"g{field}"].AsNumber);
                Assert.Equal(1234500, target["timestamp"].AsNumber);
            });
    }

    private static IReadOnlyList<string> Decoded(string decode, string payload) => DispatchedLines.Decoded(decode, payload);
}
