using System.Text;
using EventEdge.Contracts.Measurements;
using EventEdge.FunctionDispatcher.Calls;
using EventEdge.FunctionDispatcher.Tests.Functions;

namespace EventEdge.FunctionDispatcher.Tests.Calls;

public sealed class CallAnswerTests
{
    [Theory]
    [InlineData("null", "")]
    [InlineData("[]", "")]
    [InlineData("""{"fields":{"excess":2.5,"hot":true,"by":"p1"}}""", "excess=2.5 hot=true by=p1")]
    [InlineData("""[{"fields":{"a":1}},{"fields":{"b":2}}]""", "a=1; b=2")]
    public void An_answer_is_nothing_one_measurement_or_several(string answer, string expected) =>
        Assert.Equal(expected, string.Join("; ", Read(answer).Select(m => Feed.Text([m]))));

    [Fact]
    public void A_measurement_may_say_more_than_its_binding()
    {
        var measurement = Assert.Single(
            Read("""{"name":"alert","time":"2026-01-02T03:04:05Z","tags":{"level":"high"},"fields":{"x":1}}"""));
        Assert.Equal("alert", measurement.Name);
        Assert.Equal(new DateTimeOffset(2026, 1, 2, 3, 4, 5, TimeSpan.Zero), measurement.Time);
        Assert.Equal([KeyValuePair.Create("level", "high")], measurement.Tags);
    }

    [Fact]
    public void Numbers_come_through_to_the_last_bit() =>
        Assert.Equal(0.1 + 0.2, Read("""{"fields":{"x":0.30000000000000004}}""")[0].Fields[0].Value.AsNumber);

    [Theory]
    [InlineData("", "its answer is not JSON at byte 0")]
    [InlineData("""{"fields":{}""", "its answer is not JSON at byte 12")]
    [InlineData("5", "its answer is a number, not null, a measurement or a list of them")]
    [InlineData("[5]", "its answer lists a number, not a measurement")]
    [InlineData("{}", "its answer has a measurement without fields")]
    [InlineData("""{"field":{"x":1}}""", "its answer has an unknown key 'field'; a measurement has name, time, tags and fields")]
    [InlineData("""{"fields":[1]}""", "in its answer, fields is a list, not a mapping")]
    [InlineData("""{"fields":{"x":{"y":1}}}""", "in its answer, the field 'x' is a mapping, not a single value")]
    [InlineData("""{"fields":{"x":1e999}}""", "in its answer, the field 'x' is too large a number")]
    [InlineData("""{"fields":{"x":1},"tags":{"t":1}}""", "in its answer, the tag 't' is a number, not a text")]
    [InlineData("""{"fields":{"x":1},"name":7}""", "in its answer, name is a number, not a text")]
    [InlineData("""{"fields":{"x":1},"time":"noon"}""", "in its answer, time is no time: noon")]
    [InlineData("[[[[[[[[[[[[1]]]]]]]]]]]]", "its answer is not JSON at byte")]
    public void Anything_else_is_a_problem_in_one_sentence(string answer, string problem)
    {
        Assert.False(CallAnswer.TryRead(Encoding.UTF8.GetBytes(answer), [], out var found));
        Assert.StartsWith(problem, found.Sentence);
        Assert.False(found.IsRefusal);
    }

    [Fact]
    public void An_error_is_the_function_s_own_word()
    {
        Assert.False(CallAnswer.TryRead("""{"error":"no such device"}"""u8.ToArray(), [], out var found));
        Assert.Equal((true, "no such device"), (found.IsRefusal, found.Sentence));
    }

    [Fact]
    public void Half_an_answer_gives_no_measurement()
    {
        var measurements = new List<Measurement>();
        Assert.False(CallAnswer.TryRead("""[{"fields":{"x":1}},{"fields":5}]"""u8.ToArray(), measurements, out _));
        Assert.Empty(measurements);
    }

    private static List<Measurement> Read(string answer)
    {
        var measurements = new List<Measurement>();
        Assert.True(CallAnswer.TryRead(Encoding.UTF8.GetBytes(answer), measurements, out var problem), problem.Sentence);
        return measurements;
    }
}
