using System.Buffers;
using CsCheck;
using EventEdge.Contracts.Events;
using EventEdge.Contracts.Measurements;
using EventEdge.FunctionDispatcher.Formats;
using EventEdge.FunctionDispatcher.Formats.CloudEvents;
using EventEdge.FunctionDispatcher.Formats.Senml;
using EventEdge.FunctionDispatcher.Tests.Decoding;

namespace EventEdge.FunctionDispatcher.Tests.Formats;

/// <summary>Results in the forms of standards, and read back by the decoders of the same.</summary>
public sealed class StandardFormatTests
{
    private static readonly ResultOrigin Origin = new("edge 1", "b");

    private static readonly Point Result = new()
    {
        Measurement = "press", Tags = [new("device", "p1"), new("site", "north")],
        Fields = [new("temperature", 21.5), new("state", "run"), new("on", true), new("total", 9007199254740993L)],
        Time = new(2026, 1, 1, 0, 0, 1, 500, TimeSpan.Zero), Id = 0xabc,
    };

    [Fact]
    public void A_cloud_event_has_the_result_s_identity() =>
        Assert.Equal(
            """{"specversion":"1.0","id":"0000000000000abc","source":"eventedge/edge%201/b","type":"eventedge.result",""" +
            """ "subject":"press","time":"2026-01-01T00:00:01.5Z","datacontenttype":"application/json",""".TrimStart() +
            """ "data":{"time":"2026-01-01T00:00:01.5Z",""".TrimStart() +
            """ "device":"p1","site":"north","temperature":21.5,"state":"run","on":true,"total":9007199254740993}}""".TrimStart(),
            Write(new CloudEventsWriter(new(), Origin), Result));

    [Fact]
    public void A_cloud_event_is_read_back() =>
        Assert.Equal(
            "id='0000000000000abc' source='urn:x' type='a.b' data.temperature=21.5 data.total=9007199254740993",
            DecoderBench.Wanting("cloudevents", "id", "source", "type", "data.temperature", "data.total")
                .Read(Write(new CloudEventsWriter(new() { Type = "a.b", Source = "urn:x" }, Origin), Result)));

    [Fact]
    public void A_cloud_event_in_binary_mode_is_read_back_as_the_same_event()
    {
        var writer = new CloudEventsWriter(new() { Type = "a.b", Source = "urn:x", Mode = CloudEventsFormatMode.Binary }, Origin);
        var payload = Write(writer, Result);
        var bench = DecoderBench.Wanting("cloudevents", "id", "source", "type", "subject", "time", "data.temperature", "data.total");
        bench.Properties = writer.PropertiesOf(Result);

        Assert.Equal(
            """{"time":"2026-01-01T00:00:01.5Z","device":"p1","site":"north","temperature":21.5,"state":"run","on":true,""" +
            "\"total\":9007199254740993}", payload);
        Assert.Equal(
            "id='0000000000000abc' source='urn:x' type='a.b' subject='press' time='2026-01-01T00:00:01.5Z' data.temperature=21.5 "
            + "data.total=9007199254740993", bench.Read(payload));
        Assert.Equal("application/json", bench.Properties.ContentType);
    }

    [Fact]
    public void A_structured_cloud_event_says_its_media_type() => Assert.Equal(
        "application/cloudevents+json; charset=utf-8", new CloudEventsWriter(new(), Origin).PropertiesOf(Result).ContentType);

    [Fact]
    public void A_name_that_no_packet_can_carry_is_told_in_binary_mode()
    {
        var writer = new CloudEventsWriter(new() { Mode = CloudEventsFormatMode.Binary }, Origin);

        Assert.False(writer.TryWrite(Result with { Measurement = "a\0b" }, new ArrayBufferWriter<byte>(), out var problem));
        Assert.Equal("the name of the measurement has a NUL, which MQTT has not", problem);
    }

    [Fact]
    public void A_senml_pack_has_a_record_for_each_field() =>
        Assert.Equal(
            """[{"bn":"urn:dev:p1:north:","bt":1767225601.5,"n":"temperature","u":"Cel","v":21.5},{"n":"state","vs":"run"},""" +
            """{"n":"on","vb":true},{"n":"total","v":9007199254740993}]""",
            Write(Senml(), Result));

    [Fact]
    public void A_senml_pack_is_read_back() =>
        Assert.Equal(
            "name='urn:dev:p1:north:temperature' unit='Cel' value=21.5 time=1767225601.5 | "
            + "name='urn:dev:p1:north:state' text='run' time=1767225601.5 | name='urn:dev:p1:north:on' boolean=true time=1767225601.5 | "
            + "name='urn:dev:p1:north:total' value=9007199254740993 time=1767225601.5",
            DecoderBench.Of("senml").Read(Write(Senml(), Result)));

    [Fact]
    public void What_senml_cannot_say_is_told()
    {
        Assert.Equal("SenML needs a value, and the result has none", Problem(Result with { Fields = [] }));
        Assert.Equal("SenML reads a time before 1978-07-04 as one from now on", Problem(Result with { Time = DateTimeOffset.UnixEpoch }));
        Assert.Equal("SenML cannot have the name 'a b': it has the character ' '", Problem(Result with { Fields = [new("a b", 1.0)] }));
        Assert.Equal(
            "SenML cannot have the name 'urn:dev:ü:': letters, digits and - : . / _, a letter or digit first",
            Problem(Result with { Tags = [new("device", "ü")] }));
    }

    [Fact]
    public void Any_number_and_time_comes_back_from_senml() =>
        Gen.Select(Gen.Double.Where(double.IsFinite), Gen.Long, Gen.Int[300_000_000, int.MaxValue]).Sample((real, whole, seconds) =>
        {
            var point = Result with
            {
                Fields = [new("a", real), new("b", whole)],
                Tags = [],
                Time = DateTimeOffset.FromUnixTimeSeconds(seconds),
            };
            var bench = DecoderBench.Wanting("senml");
            Assert.Equal(
                $"name='urn:dev:a' value={FieldValue.Of(real)} time={seconds} | name='urn:dev:b' value={whole} time={seconds}",
                bench.Read(Write(new SenmlWriter(new() { BaseName = "urn:dev:" }, Origin), point)));
        }, iter: 300);

    private static SenmlWriter Senml() =>
        new(new() { BaseName = "urn:dev:", Units = new Dictionary<string, string> { ["temperature"] = "Cel" } }, Origin);

    private static string Write(IResultWriter writer, Point point)
    {
        var output = new ArrayBufferWriter<byte>();
        Assert.True(writer.TryWrite(point, output, out var problem), problem);
        return System.Text.Encoding.UTF8.GetString(output.WrittenSpan);
    }

    private static string Problem(Point point)
    {
        Assert.False(Senml().TryWrite(point, new ArrayBufferWriter<byte>(), out var problem));
        return problem;
    }
}
